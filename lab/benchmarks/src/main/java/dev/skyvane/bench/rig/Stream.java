package dev.skyvane.bench.rig;

import dev.skyvane.cost.CostStream;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.stream.StreamService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A stream service that is measured. */
public enum Stream {
  METRICS("metrics-stream", List.of("region", "deployment")),
  COST("cost-stream", List.of("region", "deployment", "function", "tenant", "account"));

  private static final String METRICS_OUTCOMES = "skyvane.metrics.outcomes";
  private static final String COST_OUTCOMES = "skyvane.cost.outcomes";
  private static final List<String> METRICS_TABLES = List.of("deployments", "regions");

  private final String text;
  private final List<String> tables;

  Stream(String text, List<String> tables) {
    this.text = text;
    this.tables = tables;
  }

  /** Its name. */
  public String text() {
    return text;
  }

  /** By what it keeps windows. */
  List<String> tables() {
    return tables;
  }

  /** The one of a name. */
  static Stream of(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst().orElseThrow();
  }

  StreamService service() {
    return switch (this) {
      case METRICS -> new MetricsService();
      case COST -> new CostStream();
    };
  }

  /** Outcomes that have gone through all of it, whatever became of them. */
  long counted(MeterRegistry meters) {
    return switch (this) {
      case METRICS ->
          METRICS_TABLES.stream()
              .mapToLong(
                  table ->
                      sum(meters.find(METRICS_OUTCOMES).tag("table", table).counters())
                          + sum(
                              meters
                                  .find(METRICS_OUTCOMES + ".duplicate")
                                  .tag("table", table)
                                  .counters())
                          + sum(
                              meters
                                  .find(METRICS_OUTCOMES + ".late")
                                  .tag("table", table)
                                  .counters()))
              .min()
              .orElseThrow();
      case COST -> sum(meters.find(COST_OUTCOMES).counters());
    };
  }

  /** Outcomes that came too late for their window. */
  long late(MeterRegistry meters) {
    return sum(meters.find(METRICS_OUTCOMES + ".late").counters());
  }

  private static long sum(Collection<Counter> counters) {
    return (long) counters.stream().mapToDouble(Counter::count).sum();
  }
}
