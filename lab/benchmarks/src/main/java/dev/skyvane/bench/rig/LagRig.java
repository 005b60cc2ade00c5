package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** A lag of large payloads before a provider that stalls, and a router that takes it on. */
public final class LagRig implements AutoCloseable {
  /** Size of a payload: 1 MiB. */
  public static final int PAYLOAD = 1024 * 1024;

  private static final String TOPIC = "bench.lag";
  private static final int CONCURRENCY = 10_000;

  /** Longer than any stall that is measured. */
  private static final long TIMEOUT_MS = 600_000;

  private static final int LOOK_MS = 100;

  private final Site site;
  private final StubProvider provider;
  private final Admin admin;
  private final byte[] payload = new byte[PAYLOAD];
  private final Map<String, String> settings;
  private int starts;

  /**
   * What a router showed while the provider stalled.
   *
   * @param memory of the router
   * @param calls that it had made and that waited
   */
  public record Stalled(Memory memory, int calls) {}

  /**
   * What a router showed when the provider went on.
   *
   * @param memory of the router, its peaks from the begin
   * @param seconds until everything was answered
   */
  public record WorkedOff(Memory memory, double seconds) {}

  /**
   * Starts broker, registry and provider, which stalls.
   *
   * @param more settings of the router
   * @param seed of the payload
   * @throws Exception if a part does not start; nothing is left running then
   */
  public LagRig(Map<String, String> more, long seed) throws Exception {
    new Random(seed).nextBytes(payload);
    site = new Site();
    try {
      provider = site.own(new StubProvider());
      provider.stall();
      site.createTopics(Map.of(TOPIC, Names.PARTITIONS, Names.REPLIES, Names.PARTITIONS));
      site.announce(
          List.of(Site.region(Names.REGION, CONCURRENCY)),
          List.of(
              Site.function(Names.FUNCTION, Names.REGION, provider.url(), Order.NONE, TIMEOUT_MS)));
      admin = site.own(site.admin());
      settings = new HashMap<>(site.routerSettings());
      settings.put("group.id", "bench-lag");
      settings.put("input.topics", TOPIC);
      settings.put("provider.http.connections.max.per.host", "4096");
      settings.putAll(more);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Publishes invocations, which nobody takes on.
   *
   * @throws ExecutionException if one could not be written
   */
  public void fill(int count) throws ExecutionException, InterruptedException {
    var sent = new ArrayList<Future<RecordMetadata>>();
    try (var producer = site.clients().largeProducer(Topic.MAX_RECORD_BYTES)) {
      for (int number = 0; number < count; number++) {
        var record =
            new ProducerRecord<byte[], byte[]>(TOPIC, number % Names.PARTITIONS, null, payload);
        record
            .headers()
            .add(Wire.FUNCTION, Names.FUNCTION.getBytes(US_ASCII))
            .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
            .add(Wire.CORRELATION_ID, Integer.toString(number).getBytes(US_ASCII));
        sent.add(producer.send(record));
        if (number < Names.PARTITIONS) {
          // A leader that is new may refuse a producer's first batch and take its second; the first
          // is out of order then, for ever.
          sent.getLast().get();
        }
      }
      for (var each : sent) {
        each.get();
      }
    }
  }

  /** Starts a router, and lets the provider stall for a time. */
  public Lagging stall(Duration length) throws InterruptedException {
    var router = site.own(Child.router("router-" + ++starts, settings, site.directory()));
    router.awaitReady();
    Thread.sleep(length);
    return new Lagging(router, new Stalled(router.memory(), provider.held()));
  }

  /** A router before a provider that stalls. */
  public final class Lagging {
    private final Child router;
    private final Stalled stalled;

    private Lagging(Child router, Stalled stalled) {
      this.router = router;
      this.stalled = stalled;
    }

    /** What it showed. */
    public Stalled stalled() {
      return stalled;
    }

    /**
     * Lets the provider go on, and waits until all invocations are answered.
     *
     * @throws IllegalStateException if that takes too long, or one is no result
     */
    public WorkedOff goOn(int count, Duration patience)
        throws ExecutionException, InterruptedException {
      long began = System.nanoTime();
      provider.goOn();
      while (replies() < count) {
        if (System.nanoTime() - began > patience.toNanos()) {
          throw new IllegalStateException(
              "%,d of %,d replies after %d s, %,d dead letters, %,d calls answered, %,d held; the router said last: %s"
                  .formatted(
                      replies(),
                      count,
                      patience.toSeconds(),
                      records(TopicNames.DEFAULT.of(Topic.DEAD_LETTERS)),
                      provider.calls(),
                      provider.held(),
                      router.lastLines()));
        }
        Thread.sleep(LOOK_MS);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      return new WorkedOff(router.memory(), seconds);
    }
  }

  private long replies() throws ExecutionException, InterruptedException {
    return records(Names.REPLIES);
  }

  private long records(String topic) throws ExecutionException, InterruptedException {
    var partitions =
        IntStream.range(0, Names.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    return admin.listOffsets(partitions).all().get().values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
