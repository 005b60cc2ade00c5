package dev.skyvane.bench.rig;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Metrics streams that publish sooner or later, each in a JVM of its own with topics of its own at
 * one broker, and outcomes written as routers write them. Used by one thread.
 */
public final class PublishingRig implements AutoCloseable {
  /** Deployments of the function whose outcomes these are. */
  public static final int DEPLOYMENTS = 228;

  private static final int REGIONS = 19;
  private static final double USUAL_MS = 100;
  private static final int NOISE_MS = 5;
  private static final long LOOK_NANOS = 5_000_000;
  private static final long SETTLE_NANOS = 200_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final Site site;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Publishing, Stream> streams = new EnumMap<>(Publishing.class);

  private record Stream(Child process, Outcomes outcomes) {
    TableWork work() {
      return TableWork.of(process.ask(MetricsChildMain.TABLES));
    }
  }

  /**
   * What a stream did with some outcomes.
   *
   * @param perSecond outcomes that it took in, from the first that was written to the last that was
   *     in both tables
   * @param cpuMicros processor time per outcome, in us
   * @param published states that it wrote per outcome
   */
  public record Taken(double perSecond, double cpuMicros, double published) {}

  /**
   * Starts everything.
   *
   * @throws Exception if a part does not start; nothing is left running then
   */
  public PublishingRig() throws Exception {
    site = new Site();
    try {
      var serdes = site.own(site.serdes());
      producer = site.own(site.clients().backlogProducer());
      for (var publishing : Publishing.values()) {
        var names = new TopicNames(publishing.text() + ".");
        var there = site.withTopics(names);
        there.createTopics(Map.of());
        there.announce(List.of(), List.of(function()));
        var settings =
            new HashMap<>(there.streamSettings(site.directory().resolve(publishing.text())));
        settings.put("application.id", publishing.text());
        settings.putAll(publishing.settings());
        streams.put(
            publishing,
            new Stream(
                site.own(Child.metrics(publishing.text(), settings, site.directory())),
                new Outcomes(serdes, names.of(Topic.OUTCOMES), "here")));
      }
      streams.values().forEach(stream -> stream.process().awaitReady());
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private static FunctionSpec function() {
    return FunctionSpec.newBuilder()
        .setName(Names.FUNCTION)
        .setVersion(1)
        .setDeployments(
            IntStream.range(0, DEPLOYMENTS)
                .mapToObj(
                    number ->
                        Deployment.newBuilder()
                            .setId(deployment(number))
                            .setRegion(region(number))
                            .setAddress("https://bench.invalid")
                            .setMemoryMb(512)
                            .build())
                .toList())
        .build();
  }

  private static String deployment(int number) {
    return Names.FUNCTION + "~" + region(number).replace(':', '~') + "~" + number;
  }

  private static String region(int number) {
    return "http:r" + number % REGIONS;
  }

  private List<ProducerRecord<byte[], byte[]>> outcomes(Stream stream, int count) {
    var records = new ArrayList<ProducerRecord<byte[], byte[]>>(count);
    for (int i = 0; i < count; i++) {
      int number = i % DEPLOYMENTS;
      records.add(
          stream
              .outcomes()
              .of(Names.FUNCTION, deployment(number), region(number), USUAL_MS + i % NOISE_MS));
    }
    return records;
  }

  /** Writes outcomes as fast as can be, and waits until all are in the tables. */
  public Taken backlog(Publishing publishing, int count) {
    var stream = stream(publishing);
    var records = outcomes(stream, count);
    var before = stream.work();
    long began = System.nanoTime();
    records.forEach(producer::send);
    producer.flush();
    return taken(stream, before, began, count);
  }

  /** Writes outcomes at a steady rate, and waits until all are in the tables. */
  public Taken steady(Publishing publishing, int perSecond, Duration length) {
    var stream = stream(publishing);
    int count = Math.toIntExact(perSecond * length.toMillis() / 1_000);
    var records = outcomes(stream, count);
    var before = stream.work();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = began + i * 1_000_000_000L / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      producer.send(records.get(i));
    }
    producer.flush();
    return taken(stream, before, began, count);
  }

  private static Taken taken(Stream stream, TableWork before, long began, int count) {
    var done = stream.work().since(before);
    while (done.outcomes() < count) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%,d of %,d outcomes are in the tables after %d s and %d s of processor time; the metrics stream said last: %s"
                .formatted(
                    done.outcomes(),
                    count,
                    PATIENCE.toSeconds(),
                    TimeUnit.NANOSECONDS.toSeconds(done.cpuNanos()),
                    stream.process().lastLines()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
      done = stream.work().since(before);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    // What had to wait for its time is published after the last outcome.
    LockSupport.parkNanos(SETTLE_NANOS);
    done = stream.work().since(before);
    return new Taken(
        count / seconds, done.cpuNanos() / 1e3 / count, (double) done.published() / count);
  }

  private Stream stream(Publishing publishing) {
    var stream = streams.get(publishing);
    if (stream == null) {
      throw new IllegalArgumentException(publishing.text() + " was not started");
    }
    return stream;
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
