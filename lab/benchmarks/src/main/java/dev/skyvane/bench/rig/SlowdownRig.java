package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.Probe;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.stream.StreamHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Two emulated providers of one second's work, of which one becomes slower for a while; a broker, a
 * router and the metrics stream; and one function per {@link Routing}, all called at once at a
 * steady rate. Used by one thread.
 */
public final class SlowdownRig implements AutoCloseable {
  /** The objective of VSP's experiment, in ms. */
  public static final long SLO_MS = 1_200;

  private static final String STEADY = "aws:us-east-1";
  private static final String SLOW = "http:slow";
  private static final String FUNCTION = "work";
  private static final int MEMORY_MB = 512;
  private static final int CONCURRENCY = 1_000;

  /** Service times are drawn from these, in ms, so that all are above the objective once slow. */
  private static final int SHORTEST_MS = 980;

  private static final int LONGEST_MS = 1_060;
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Site site;
  private final CloudEmulator clouds;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Random random;

  /**
   * When the slow provider is slow.
   *
   * @param length of the whole
   * @param from when it begins
   * @param until when it ends
   * @param addedMs to every service time meanwhile
   * @param perSecond calls of each function
   */
  public record Script(
      Duration length, Duration from, Duration until, double addedMs, int perSecond) {}

  /**
   * One call.
   *
   * @param sentMs since the begin
   * @param latencyMs from its sending to its answer; NaN if it failed
   * @param slow whether it ran at the provider that becomes slow
   */
  public record Called(double sentMs, double latencyMs, boolean slow) {
    /** Whether it broke the objective. */
    public boolean violates() {
      return !(latencyMs <= SLO_MS);
    }
  }

  /**
   * Starts everything.
   *
   * @param seed of the service times
   * @throws Exception if a part does not start; nothing is left running then
   */
  public SlowdownRig(long seed) throws Exception {
    random = new Random(seed);
    site = new Site();
    try {
      clouds =
          site.own(
              CloudEmulator.start(
                  EmulatorOptions.of(region(STEADY), region(SLOW))
                      .withSeed(seed)
                      .withLedgerCapacity(0)));
      site.createTopics(Map.of(Names.REPLIES, Names.PARTITIONS));
      var functions = new ArrayList<FunctionSpec>();
      for (var region : clouds.regions()) {
        region.deploy(FUNCTION, MEMORY_MB, SampleFunction.SLEEPY);
      }
      for (var routing : Routing.values()) {
        functions.add(function(routing));
      }
      site.announce(clouds.regions().stream().map(this::spec).toList(), functions);
      var settings = new HashMap<>(site.routerSettings());
      settings.put("group.id", "bench-slowdown");
      var router = site.own(Child.router("router", settings, site.directory()));
      var metrics =
          site.own(
              StreamHost.start(
                  new MetricsService(), site.streamSettings(site.directory().resolve("metrics"))));
      router.awaitReady();
      metrics.awaitReady(READY_LIMIT);
      producer = site.own(site.clients().producer());
      consumer = site.own(site.clients().consumer(""));
      consumer.assign(
          IntStream.range(0, Names.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Names.REPLIES, partition))
              .toList());
      consumer.poll(POLL);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private static RegionOptions region(String id) {
    return RegionOptions.instant(id).withConcurrency(CONCURRENCY);
  }

  private RegionSpec spec(EmulatedRegion region) {
    var spec = Site.region(region.id(), CONCURRENCY);
    if (region.id().equals(STEADY)) {
      spec.setEndpoint(region.endpoint().toString());
    } else {
      spec.setPrice(
          PriceSpec.newBuilder()
              .setUsdPerRequest("0.0000001")
              .setUsdPerGbSecond("0.00001")
              .build());
    }
    return spec;
  }

  private FunctionSpec function(Routing routing) {
    var spec =
        FunctionSpec.newBuilder()
            .setName(routing.text())
            .setVersion(1)
            .setExpectedDurationMs(1_000)
            .setPolicy(routing.policy())
            .setDeployments(List.of(deployment(routing, SLOW), deployment(routing, STEADY)));
    if (routing.objective()) {
      spec.setSloP95Ms(SLO_MS)
          .setProbe(
              Probe.newBuilder()
                  .setPayload(ByteBuffer.wrap(payload(SHORTEST_MS)))
                  .setMaxUsdPerDay("10")
                  .build());
    }
    return spec.build();
  }

  private Deployment deployment(Routing routing, String region) {
    return Deployment.newBuilder()
        .setId(routing.text() + "~" + region.replace(':', '~'))
        .setRegion(region)
        .setAddress(clouds.region(region).address(FUNCTION))
        .setMemoryMb(MEMORY_MB)
        .build();
  }

  private static byte[] payload(int sleepMs) {
    return ("{\"sleepMs\":" + sleepMs + "}").getBytes(US_ASCII);
  }

  /**
   * Calls every function by a script, once there have been measurements for a while.
   *
   * @param warmUp calls before, which do not count
   * @param progress told what goes on, once a second
   * @throws IllegalStateException if answers are missing
   */
  public Map<Routing, List<Called>> run(Script script, Duration warmUp, Consumer<String> progress) {
    var run = new Run(script, warmUp, progress);
    try {
      return run.calls();
    } finally {
      clouds.region(SLOW).faults().clear();
    }
  }

  /** One run of a script: the calls are made in turn of the routings. */
  private final class Run {
    private final Script script;
    private final Consumer<String> progress;
    private final long began = System.nanoTime();
    private final long countsFrom;
    private final int routings = Routing.values().length;
    private final int total;
    private final long stepNanos;
    private final long[] sentNanos;
    private final Map<Routing, List<Called>> calls = new EnumMap<>(Routing.class);
    private final String prefix = Long.toHexString(began) + "-";
    private int answers;
    private boolean slow;
    private long told = -1;

    Run(Script script, Duration warmUp, Consumer<String> progress) {
      this.script = script;
      this.progress = progress;
      this.countsFrom = began + warmUp.toNanos();
      this.stepNanos = 1_000_000_000L / ((long) script.perSecond() * routings);
      this.total = (int) (warmUp.plus(script.length()).toNanos() / stepNanos);
      this.sentNanos = new long[total];
    }

    Map<Routing, List<Called>> calls() {
      int sent = 0;
      while (answers < total) {
        long now = System.nanoTime();
        slowDown(now);
        while (sent < total && now - (began + sent * stepNanos) >= 0) {
          send(sent++);
        }
        for (var reply : consumer.poll(sent < total ? Duration.ZERO : POLL)) {
          take(reply);
        }
        if (sent < total) {
          LockSupport.parkNanos(Math.min(1_000_000, began + sent * stepNanos - System.nanoTime()));
        } else if (now - sentNanos[total - 1] > PATIENCE.toNanos()) {
          throw new IllegalStateException(
              "%d of %,d replies are missing after %d s"
                  .formatted(total - answers, total, PATIENCE.toSeconds()));
        }
      }
      return calls;
    }

    private void slowDown(long now) {
      long at = now - countsFrom;
      boolean should = at >= script.from().toNanos() && at < script.until().toNanos();
      if (should != slow) {
        slow = should;
        clouds
            .region(SLOW)
            .faults()
            .change(faults -> faults.withSlowdownMs(should ? script.addedMs() : 0));
      }
      long second = at / 1_000_000_000L;
      if (second != told) {
        told = second;
        progress.accept(
            "second %d of %d%s"
                .formatted(
                    second, script.length().toSeconds(), slow ? ", one provider is slow" : ""));
      }
    }

    private void send(int index) {
      int sleepMs = SHORTEST_MS + random.nextInt(LONGEST_MS - SHORTEST_MS);
      var record =
          new ProducerRecord<byte[], byte[]>(
              TopicNames.DEFAULT.of(Topic.INVOCATIONS),
              index / routings % Names.PARTITIONS,
              null,
              payload(sleepMs));
      record
          .headers()
          .add(Wire.FUNCTION, Routing.values()[index % routings].text().getBytes(US_ASCII))
          .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
          .add(Wire.CORRELATION_ID, (prefix + index).getBytes(US_ASCII));
      sentNanos[index] = System.nanoTime();
      producer.send(record);
    }

    private void take(ConsumerRecord<byte[], byte[]> reply) {
      var correlation = String.valueOf(Wire.text(reply.headers(), Wire.CORRELATION_ID));
      if (!correlation.startsWith(prefix)) {
        return;
      }
      long now = System.nanoTime();
      int index = Integer.parseInt(correlation.substring(prefix.length()));
      answers++;
      if (sentNanos[index] - countsFrom < 0) {
        return;
      }
      var status = Wire.text(reply.headers(), Wire.STATUS);
      boolean ok = status == null || status.equals("ok");
      calls
          .computeIfAbsent(Routing.values()[index % routings], _ -> new ArrayList<>())
          .add(
              new Called(
                  (sentNanos[index] - countsFrom) / 1e6,
                  ok ? (now - sentNanos[index]) / 1e6 : Double.NaN,
                  SLOW.equals(Wire.text(reply.headers(), "skyvane-region"))));
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
