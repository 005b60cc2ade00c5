package dev.skyvane.connect.carbon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.connect.carbon.source.Answer;
import dev.skyvane.connect.carbon.source.CarbonSource;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the source zone by zone, and tells what is new. */
public final class CarbonSourceTask extends SourceTask {
  private static final Logger log = LoggerFactory.getLogger(CarbonSourceTask.class);

  /** Longest wait in a poll, so that Connect can pause and stop the task. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<String, Told> told = new HashMap<>();
  private @Nullable Parts parts;
  private @Nullable News waiting;

  /** New readings of a zone, whose share of fossil fuels is still to be asked for. */
  private record News(String zone, List<CarbonReading> readings) {}

  /** What is there between start and stop. */
  private record Parts(
      CarbonSource source,
      Rounds rounds,
      TopicNames topics,
      RecordSerdes serdes,
      Serializer<CarbonReading> serializer) {}

  /** For Connect. */
  public CarbonSourceTask() {
    this(Clock.systemUTC());
  }

  CarbonSourceTask(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String version() {
    return new CarbonSourceConnector().version();
  }

  @Override
  public void start(Map<String, String> settings) {
    var config = new CarbonConfig(settings);
    var source = config.source();
    source.open(config.means(clock));
    var serdes = RecordSerdes.create(config.originals());
    parts =
        new Parts(
            source,
            config.rounds(clock, ThreadLocalRandom.current()),
            config.topics(),
            serdes,
            serdes.of(CarbonReading.class).serializer());
    var zones = config.zones();
    var reader = context.offsetStorageReader();
    for (var zone : zones) {
      var last = Told.of(reader.offset(partition(source, zone)));
      if (last != null) {
        told.put(zone, last);
      }
    }
    log.info(
        "event=carbon-source-started source={} zones={} known={}",
        source.name(),
        zones.size(),
        told.size());
  }

  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    var with = parts;
    if (with == null) {
      throw new ConnectException("The task was not started");
    }
    var news = waiting;
    if (news != null) {
      if (!with.rounds().further()) {
        return pause(with.rounds().untilFurther());
      }
      waiting = null;
      return mixed(with, news);
    }
    var zone = with.rounds().next().orElse(null);
    if (zone == null) {
      return pause(with.rounds().untilNext());
    }
    var before = told.get(zone);
    return switch (with.source().read(zone, before == null ? null : before.validFrom())) {
      case Answer.Readings(var all) -> {
        var fresh = fresh(zone, all);
        if (fresh.isEmpty() || !with.source().asksMix()) {
          yield written(with, zone, fresh);
        }
        waiting = new News(zone, fresh);
        yield null;
      }
      case Answer.NoData(var reason) -> {
        with.rounds().answered(zone);
        log.info(
            "event=carbon-no-data source={} zone={} reason={}", with.source().name(), zone, reason);
        yield null;
      }
      case Answer.Throttled(var reason, var retryAfter) ->
          nothing(with, zone, reason, with.rounds().throttled(zone, retryAfter));
      case Answer.Unavailable(var reason) ->
          nothing(with, zone, reason, with.rounds().failed(zone));
      case Answer.Refused(var reason) -> nothing(with, zone, reason, with.rounds().refused(zone));
    };
  }

  private @Nullable List<SourceRecord> pause(Duration wait) throws InterruptedException {
    var bounded = wait.compareTo(LONGEST_POLL) < 0 ? wait : LONGEST_POLL;
    var unused = stopped.await(Math.max(1, bounded.toMillis()), TimeUnit.MILLISECONDS);
    return null;
  }

  /** Readings with their mix; where it is not told, without. */
  private @Nullable List<SourceRecord> mixed(Parts with, News news) {
    var answer = with.source().mix(news.zone(), news.readings());
    if (answer instanceof Answer.Readings(var mixed)) {
      return written(with, news.zone(), mixed);
    }
    log.info(
        "event=carbon-no-mix source={} zone={} reason={}",
        with.source().name(),
        news.zone(),
        reason(answer));
    var records = written(with, news.zone(), news.readings());
    if (answer instanceof Answer.Throttled(var reason, var retryAfter)) {
      // The source is left alone all the same, for all zones.
      nothing(with, news.zone(), reason, with.rounds().throttled(news.zone(), retryAfter));
    }
    return records;
  }

  private static String reason(Answer answer) {
    return switch (answer) {
      case Answer.Readings _ -> "";
      case Answer.NoData(var reason) -> reason;
      case Answer.Throttled(var reason, _) -> reason;
      case Answer.Unavailable(var reason) -> reason;
      case Answer.Refused(var reason) -> reason;
    };
  }

  private @Nullable List<SourceRecord> nothing(
      Parts with, String zone, String reason, Duration wait) {
    var last = told.get(zone);
    log.warn(
        "event=carbon-source-failed source={} zone={} reason={} retry-ms={} reading-age-s={}",
        with.source().name(),
        zone,
        reason,
        wait.toMillis(),
        last == null ? "none" : age(last).toSeconds());
    return null;
  }

  private Duration age(Told last) {
    return Duration.between(last.validFrom(), clock.instant());
  }

  /** Where the registry is away nothing was told: the zone is asked again. */
  private @Nullable List<SourceRecord> written(Parts with, String zone, List<CarbonReading> fresh) {
    try {
      var records = fresh.isEmpty() ? null : records(with, zone, fresh);
      with.rounds().answered(zone);
      return records;
    } catch (RegistryUnavailableException e) {
      return nothing(with, zone, String.valueOf(e.getMessage()), with.rounds().failed(zone));
    }
  }

  /** What was not told before, in order. */
  private List<CarbonReading> fresh(String zone, List<CarbonReading> all) {
    var fresh = new ArrayList<CarbonReading>();
    var last = told.get(zone);
    for (var reading : all) {
      var one = Told.of(reading);
      if (last == null || last.isNews(one)) {
        last = one;
        fresh.add(reading);
      }
    }
    return fresh;
  }

  /** Each new reading for the log of all, and the last of them as the newest of its zone. */
  private List<SourceRecord> records(Parts with, String zone, List<CarbonReading> fresh) {
    var records = new ArrayList<SourceRecord>();
    for (var reading : fresh) {
      records.add(record(with, Topic.CARBON_INTENSITY, zone, reading));
    }
    records.add(record(with, Topic.CARBON_LATEST, zone, fresh.getLast()));
    told.put(zone, Told.of(fresh.getLast()));
    return records;
  }

  private SourceRecord record(Parts with, Topic topic, String zone, CarbonReading reading) {
    var name = with.topics().of(topic);
    return new SourceRecord(
        partition(with.source(), zone),
        Told.of(reading).offset(),
        name,
        null,
        Schema.BYTES_SCHEMA,
        zone.getBytes(UTF_8),
        Schema.BYTES_SCHEMA,
        with.serializer().serialize(name, reading));
  }

  private static Map<String, String> partition(CarbonSource source, String zone) {
    return Map.of("source", source.name(), "zone", zone);
  }

  @Override
  public void stop() {
    stopped.countDown();
    var with = parts;
    if (with != null) {
      parts = null;
      with.source().close();
      with.serdes().close();
    }
  }
}
