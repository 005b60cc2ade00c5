package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.ParkedCodec;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.parking.Spent;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.ParkedInvocation;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition with parked invocations, as a router leaves them, and routers that take it over.
 * Records and states are written by the rig, so that there are as many as it wants, due when it
 * wants.
 */
public final class ParkedRig implements AutoCloseable {
  private static final String TOPIC = "bench.parked";
  private static final String GROUP = "bench-parked";
  private static final int CONCURRENCY = 10_000;
  private static final long TIMEOUT_MS = 30_000;
  private static final long DEADLINE_MS = Duration.ofHours(12).toMillis();
  private static final int MOST_PARKED = 10_000_000;
  private static final int DIGITS = 3;
  private static final int LOOK_MS = 20;

  private final Site site;
  private final StubProvider provider;
  private final Histogram lateness = new ConcurrentHistogram(DIGITS);
  private final LongAdder early = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private volatile long countedFrom;
  private int written;
  private int starts;

  /**
   * What was written.
   *
   * @param count invocations
   * @param bytes of their parked states, keys and values, not compressed
   */
  public record Written(int count, long bytes) {}

  /** A router that has taken over the partition. */
  public final class Started implements AutoCloseable {
    private final Child router;
    private final long readyMs;

    private Started(Child router) throws InterruptedException {
      this.router = router;
      long served = Long.parseLong(router.awaitReady());
      long began = System.nanoTime();
      while (router.parked() < written) {
        Thread.sleep(LOOK_MS);
      }
      this.readyMs = served + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    /**
     * From the start of the router, in a JVM that runs, until it served and knew all that is
     * parked, in ms.
     */
    public long readyMs() {
      return readyMs;
    }

    /** What it holds. */
    public Memory memory() {
      return router.memory();
    }

    /** What it said last. */
    public String lastLines() {
      return router.lastLines();
    }

    @Override
    public void close() {
      router.close();
    }
  }

  /**
   * Starts broker, registry and provider, but no router.
   *
   * @throws Exception if a part does not start; nothing is left running then
   */
  public ParkedRig() throws Exception {
    site = new Site();
    try {
      provider = site.own(new StubProvider(this::arrived));
      site.createTopics(Map.of(TOPIC, 1, Names.REPLIES, Names.PARTITIONS));
      site.announce(
          List.of(Site.region(Names.REGION, CONCURRENCY)),
          List.of(
              Site.function(Names.FUNCTION, Names.REGION, provider.url(), Order.NONE, TIMEOUT_MS)));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private void arrived(Buffer payload) {
    long due = payload.getLong(0);
    long late = System.currentTimeMillis() - due;
    if (late < 0) {
      early.increment();
    }
    if (due >= countedFrom) {
      lateness.recordValue(Math.max(0, late));
    }
    calls.increment();
  }

  /**
   * Writes invocations that wait for a retry.
   *
   * @param dueAt when each goes on, by its number, ms since 1970-01-01 UTC
   */
  public Written park(int count, IntToLongFunction dueAt)
      throws ExecutionException, InterruptedException {
    long bytes = 0;
    // Sources in batches as callers write them, as each is read again with its batch.
    try (var callers = site.clients().producer();
        var producer = site.clients().backlogProducer();
        var serdes = site.serdes();
        var admin = site.admin()) {
      var serde = serdes.of(ParkedInvocation.class);
      var codec =
          new ParkedCodec(
              TopicNames.DEFAULT.of(Topic.PARKED),
              Names.PARTITIONS,
              "router",
              serde.serializer(),
              serde.deserializer());
      long deadline = System.currentTimeMillis() + DEADLINE_MS;
      for (int number = 0; number < count; number++) {
        long due = dueAt.applyAsLong(number);
        callers.send(source(number, due));
        var state = codec.record(new Coordinate(TOPIC, 0, number), waiting(due, deadline));
        bytes += state.key().length + state.value().length;
        producer.send(state);
      }
      callers.flush();
      producer.flush();
      // The window is past them: they live in the log of the parked alone.
      admin
          .alterConsumerGroupOffsets(
              GROUP, Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(count)))
          .all()
          .get();
    }
    written = count;
    return new Written(count, bytes);
  }

  private static ProducerRecord<byte[], byte[]> source(int number, long due) {
    var record =
        new ProducerRecord<byte[], byte[]>(
            TOPIC, 0, null, ByteBuffer.allocate(Long.BYTES).putLong(due).array());
    record
        .headers()
        .add(Wire.FUNCTION, Names.FUNCTION.getBytes(US_ASCII))
        .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
        .add(Wire.CORRELATION_ID, Integer.toString(number).getBytes(US_ASCII));
    return record;
  }

  private static Parked waiting(long due, long deadline) {
    return new Parked(
        Reason.RETRY,
        due,
        deadline,
        1,
        1,
        0,
        0,
        Names.FUNCTION,
        null,
        List.of(Names.FUNCTION + "~http~stub~512"),
        List.of(),
        Spent.NOTHING);
  }

  /** Starts a router and waits until it serves the partition and knows all that is parked. */
  public Started start() throws InterruptedException {
    var settings = new HashMap<>(site.routerSettings());
    settings.put("group.id", GROUP);
    settings.put("input.topics", TOPIC);
    settings.put("parked.max.entries", Integer.toString(MOST_PARKED));
    settings.put("provider.http.connections.max.per.host", "4096");
    return new Started(Child.router("router-" + ++starts, settings, site.directory()));
  }

  /**
   * Waits until so many calls were begun since the rig was started.
   *
   * @throws IllegalStateException if they were not in time
   */
  public void awaitCalls(int count, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (calls.sum() < count) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "%,d of %,d calls were begun after %d s"
                .formatted(calls.sum(), count, patience.toSeconds()));
      }
      Thread.sleep(LOOK_MS);
    }
  }

  /** Leaves out what is due before, ms since 1970-01-01 UTC: routers that just began are slow. */
  public void countFrom(long due) {
    countedFrom = due;
  }

  /** Times from when calls were due to when the provider had them, in ms. */
  public Histogram lateness() {
    return lateness;
  }

  /** Calls that came before they were due. */
  public long early() {
    return early.sum();
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
