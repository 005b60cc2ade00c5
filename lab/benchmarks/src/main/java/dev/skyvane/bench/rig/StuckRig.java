package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.Order;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A router that reads two topics of one partition: a clean one, and one whose first invocation
 * never ends.
 */
public final class StuckRig implements AutoCloseable {
  private static final String GROUP = "bench-stuck";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longest call that providers bear; longer than any measurement. */
  private static final int STUCK_MS = 900_000;

  private static final int CONCURRENCY = 256;
  private static final int OUTSTANDING = 3_000;
  private static final int LOOK_MS = 100;

  private final Site site;
  private final Child provider;
  private final Child router;
  private final Load load;
  private final Admin admin;
  private final DelayedAsks asks;

  /** One of the topics. */
  public enum Input {
    CLEAN,
    STUCK;

    String topic() {
      return "bench." + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How far the group is with a topic.
   *
   * @param behind records between the committed offset and the end
   * @param metadata characters of the commit's metadata
   */
  public record Progress(long behind, int metadata) {}

  /**
   * What a series of completions showed.
   *
   * @param throughput of the router
   * @param mostMetadata most characters of a commit's metadata meanwhile, as far as looked at
   * @param memory of the router afterwards
   */
  public record Series(Throughput throughput, int mostMetadata, Memory memory) {}

  /**
   * Starts everything.
   *
   * @param seed of payloads and delays
   * @throws Exception if a part does not start; nothing is left running then
   */
  public StuckRig(long seed) throws Exception {
    asks = new DelayedAsks(seed, Names.FUNCTION, 0);
    site = new Site();
    try {
      provider = site.own(Child.provider(site.directory()));
      var url = provider.awaitReady();
      site.createTopics(
          Map.of(Names.REPLIES, Names.PARTITIONS, Input.CLEAN.topic(), 1, Input.STUCK.topic(), 1));
      site.announce(
          List.of(Site.region(Names.REGION, CONCURRENCY)),
          List.of(Site.function(Names.FUNCTION, Names.REGION, url, Order.NONE, STUCK_MS)));
      var settings = new HashMap<>(site.routerSettings());
      settings.put("group.id", GROUP);
      settings.put(
          "input.topics",
          Stream.of(Input.values()).map(Input::topic).collect(Collectors.joining(",")));
      // Nobody waits for the stuck call at the end.
      settings.put("drain.timeout.ms", "500");
      router = site.own(Child.router("router", settings, site.directory()));
      router.awaitReady();
      admin = site.own(site.admin());
      load = site.own(new Load(site.clients(), seed));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /** Publishes the invocation that never ends, and waits until its call has begun. */
  public void stick() throws InterruptedException {
    long before = calls();
    load.send(
        Input.STUCK.topic(),
        new Ask(Names.FUNCTION, Ask.NO_KEY, STUCK_MS * 1_000, Ask.Ending.ANSWER));
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (calls() == before) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException("the call did not begin; " + router.lastLines());
      }
      Thread.sleep(LOOK_MS);
    }
  }

  private long calls() {
    return Counters.values(provider.ask(ContenderMain.COUNTERS)).getOrDefault("calls", 0L);
  }

  /**
   * Lets so many invocations of 0 to 5 ms complete, as fast as the router can.
   *
   * @throws IllegalStateException if a reply is missing, wrong or an error
   */
  public Series complete(Input input, int count) throws InterruptedException {
    var before = router.counters();
    var watch = new MetadataWatch(input);
    try (watch) {
      var sent =
          load.run(input.topic(), 1, asks, new Pace.Backlog(count, PATIENCE, OUTSTANDING), PATIENCE)
              .allAnswered();
      var used = router.counters().since(before);
      return new Series(
          new Throughput(sent.count(), sent.nanos(), used), watch.most, router.memory());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          e.getMessage() + "; the router said last: " + router.lastLines(), e);
    }
  }

  /** How far the group is. */
  public Progress progress(Input input) {
    var partition = new TopicPartition(input.topic(), 0);
    try {
      var committed =
          admin
              .listConsumerGroupOffsets(GROUP)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(partition);
      long end =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset();
      return committed == null
          ? new Progress(end, 0)
          : new Progress(end - committed.offset(), committed.metadata().length());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for offsets", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("offsets can't be asked for", e.getCause());
    }
  }

  /** Looks at the commits of a topic while it is open. */
  private final class MetadataWatch implements AutoCloseable {
    private final Thread thread;
    private volatile boolean closing;
    private volatile int most;
    private volatile @Nullable RuntimeException failure;

    MetadataWatch(Input input) {
      thread = Thread.ofVirtual().start(() -> look(input));
    }

    private void look(Input input) {
      try {
        while (!closing) {
          most = Math.max(most, progress(input).metadata());
          Thread.sleep(LOOK_MS);
        }
      } catch (RuntimeException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws InterruptedException {
      closing = true;
      thread.join();
      var thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
