package dev.skyvane.metrics;

import dev.skyvane.metrics.query.LatencyRoutes;
import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.metrics.slice.Head;
import dev.skyvane.metrics.table.MetricsTopology;
import dev.skyvane.metrics.table.Rules;
import dev.skyvane.stream.StreamContext;
import dev.skyvane.stream.StreamService;
import dev.skyvane.stream.query.Route;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** The service that a {@link dev.skyvane.stream.StreamHost} runs. */
public final class MetricsService implements StreamService {
  /** Its name. */
  public static final String NAME = "metrics-stream";

  public static final String GRACE_MS = "outcome.grace.ms";
  public static final String EWMA_DECAY_MS = "ewma.decay.ms";
  public static final String BASELINE_DECAY_MS = "baseline.decay.ms";
  public static final String EMIT_INTERVAL_MS = "emit.interval.ms";

  private static final long LONGEST_GRACE_MS = 600_000;

  /** A late outcome changes a minute only while all of its slices are kept. */
  private static final long REGION_LATE_MS =
      Granularity.TEN_SECONDS.retention() - 2 * Granularity.MINUTE.size();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String guarantee() {
    return StreamsConfig.AT_LEAST_ONCE;
  }

  @Override
  public ConfigDef settings() {
    return new ConfigDef()
        .define(
            GRACE_MS,
            Type.LONG,
            30_000L,
            Range.between(0, LONGEST_GRACE_MS),
            Importance.MEDIUM,
            "How long after the end of a slice of 10 s its outcomes are still counted, in ms; then"
                + " it is sealed.")
        .define(
            EWMA_DECAY_MS,
            Type.LONG,
            10_000L,
            Range.between(100, 3_600_000),
            Importance.MEDIUM,
            "Decay time of the moving means: what is so old weighs 1/e, in ms.")
        .define(
            BASELINE_DECAY_MS,
            Type.LONG,
            600_000L,
            Range.between(1_000, 86_400_000),
            Importance.MEDIUM,
            "Decay time of the baseline that deviations are judged by, and how long one lasts before"
                + " it is the new baseline, in ms.")
        .define(
            EMIT_INTERVAL_MS,
            Type.LONG,
            100L,
            Range.between(10, 60_000),
            Importance.MEDIUM,
            "Least time between two states of a key in the latency topic, in ms; one in which a"
                + " deviation begins or ends does not wait.");
  }

  @Override
  public Topology topology(StreamContext context) {
    var settings = context.settings();
    long grace = settings.getLong(GRACE_MS);
    long every = settings.getLong(EMIT_INTERVAL_MS);
    var decay =
        new Head.Decay(settings.getLong(EWMA_DECAY_MS), settings.getLong(BASELINE_DECAY_MS));
    return MetricsTopology.of(
        context,
        new Rules(grace, grace, decay, every),
        new Rules(grace, REGION_LATE_MS, decay, every));
  }

  @Override
  public List<Route> routes(StreamContext context) {
    return LatencyRoutes.all();
  }
}
