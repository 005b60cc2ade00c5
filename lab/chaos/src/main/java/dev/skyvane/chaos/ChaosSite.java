package dev.skyvane.chaos;

import dev.skyvane.schemas.TopicNames;
import dev.skyvane.testkit.Seed;
import dev.skyvane.testkit.guarantee.Published;
import dev.skyvane.testkit.guarantee.Relay;
import dev.skyvane.testkit.load.Load;
import dev.skyvane.testkit.load.TerminalReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A site of its own on a shared cluster: topics, emulated providers, routers in JVMs of their own,
 * a load, and the guarantees that watch it all.
 *
 * <p>Work comes in rounds: {@link #begin} starts the load of one, {@link #end} waits until all of
 * it has ended. Used by one thread; {@link #close} by any, and more than once.
 */
public final class ChaosSite implements AutoCloseable {
  /** Longest wait for anything that must come. */
  static final Duration LIMIT = Duration.ofSeconds(120);

  /** How long routers may take to catch up while the load goes on. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MOST_NAMED = 5;

  /** Age of an invocation from which on it has waited: its routers don't keep up. */
  private static final long YOUNG_NANOS = 1_500_000_000L;

  final ChaosCluster cluster;
  final TopicNames topics;
  final Shape shape;
  final Clouds clouds;
  final Routers routers;
  final RouterGroup group;
  private final Seed seed;
  private final RandomGenerator seeds;
  private final Consumer<String> log;
  private final SiteTopics siteTopics;
  private final Relay relay;
  private final TerminalReader reader;
  private Watch watch;
  private @Nullable Load load;
  private @Nullable Work work;

  /**
   * Starts everything but the load; returns when all routers are ready.
   *
   * @param name of its topics' prefix, not used before on this cluster
   * @param log takes what happens, a line at a time
   * @throws AssertionError if a router does not become ready; nothing is left running then
   */
  public ChaosSite(
      ChaosCluster cluster, String name, Shape shape, Seed seed, Consumer<String> log) {
    this.cluster = cluster;
    this.topics = new TopicNames(name + ".");
    this.shape = shape;
    this.seed = seed;
    this.seeds = seed.generator();
    this.log = log;
    this.clouds = new Clouds(seed.value(), shape);
    this.siteTopics = new SiteTopics(cluster, topics);
    siteTopics.create();
    siteTopics.register(clouds, shape);
    this.routers = new Routers(cluster, topics, shape);
    this.group = new RouterGroup(cluster.admin, Routers.group(topics));
    this.watch = newWatch();
    this.relay = new Relay(watch.guarantees);
    this.reader = siteTopics.reader(relay);
    try {
      routers.launch();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Watch newWatch() {
    return new Watch(shape, clouds, routers.peakMemoryBytes());
  }

  /** Who watches the round under way, or the last one. */
  public Watch watch() {
    return watch;
  }

  /** Starts the load of a round, at the rate of the shape. */
  public void begin() {
    begin(shape.perSecond(), Integer.MAX_VALUE);
  }

  /**
   * Starts the load of a round at another rate.
   *
   * @param perSecond invocations published per second
   * @param quota so many are published until {@link #allow} says otherwise
   */
  public void begin(double perSecond, int quota) {
    watch = newWatch();
    relay.to(watch.guarantees);
    work =
        new Work(
            topics,
            siteTopics.replyTopics(),
            siteTopics.invocations(),
            shape,
            new Seed(seeds.nextLong()));
    // Until it is steady: routers that just began, or rested, have to get going.
    watch.losses.upset();
    load = Load.start(siteTopics.producer(), work::draft, perSecond, quota, relay);
  }

  /** So many invocations may be published in this round, then the load waits. */
  public void allow(int quota) {
    load().allow(quota);
  }

  /** Publishes another mix from now on, in the round under way. */
  void publish(Mix mix) {
    if (work == null) {
      throw new IllegalStateException("no round has begun");
    }
    work.change(mix);
  }

  private Load load() {
    var running = load;
    if (running == null) {
      throw new IllegalStateException("no round has begun");
    }
    return running;
  }

  /** Published in this round so far. */
  public int sent() {
    return load().sent();
  }

  /** Blocks until so many were published in this round. */
  public void awaitSent(int invocations) {
    int more = invocations - load().sent();
    // A load that waited for brokers goes on when they do.
    load().awaitSent(invocations, LIMIT.plusMillis((long) (more / shape.perSecond() * 2_000)));
  }

  /** Blocks until so many more invocations were published. */
  public void awaitMore(int invocations) {
    awaitSent(load().sent() + invocations);
  }

  /**
   * Blocks until the routers keep up with the load: a router that just began has nothing to lose.
   */
  public void awaitSteady() {
    awaitMore((int) shape.perSecond());
    settle();
  }

  /** Blocks until nothing waits that was there when it was whole again. */
  private void settle() {
    awaitCaughtUp();
    watch.losses.settled();
  }

  private void awaitCaughtUp() {
    try {
      if (!caughtUpWithin(PATIENCE)) {
        // On a machine that is too busy for the rate the routers never would.
        load().hold();
        Awaitility.await().atMost(LIMIT).until(() -> old().isEmpty());
        load().goOn();
      }
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "the routers have not caught up after %d s; %d invocations wait, as %s%n%s"
              .formatted(
                  LIMIT.toSeconds(),
                  old().size(),
                  old().stream().limit(MOST_NAMED).toList(),
                  String.join("\n", routers.say())),
          e);
    }
  }

  private boolean caughtUpWithin(Duration time) {
    try {
      Awaitility.await().atMost(time).until(() -> old().isEmpty());
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** What waits longer than it would if the routers kept up. */
  private List<Published> old() {
    return watch.nothingLost.openFromBefore(
        System.nanoTime() - YOUNG_NANOS, one -> !one.function().equals(Work.WAITS));
  }

  /**
   * Blocks until no rebalance is under way and every router has partitions. A router that just
   * began is ready before: it first joins, and gets partitions when others have let go of them.
   */
  public void awaitBalanced() {
    group.awaitBalanced(routers.size());
  }

  /** Strikes, waits until so many more invocations were published, heals, and awaits recovery. */
  public void suffer(Fault fault, int invocations) {
    log.accept("%s at %,d".formatted(fault.name(), load().sent()));
    if (fault.upsets()) {
      watch.losses.upset();
    }
    fault.strike(this);
    awaitMore(invocations);
    fault.heal(this);
    if (fault.upsets()) {
      settle();
    }
    log.accept("%s healed at %,d".formatted(fault.name(), load().sent()));
  }

  /**
   * Publishes nothing more and waits until all work of the round has ended and is committed. What
   * has not ended in time is lost, as the watch will say.
   */
  public void end() {
    load().finish(LIMIT);
    clouds.clearFaults();
    long until = System.nanoTime() + LIMIT.toNanos();
    while (watch.nothingLost.open() > 0 && System.nanoTime() < until) {
      reader.readToEnd(LIMIT);
    }
    watch.awaitNothingInFlight();
  }

  /** Blocks until so many were published in this round and all of them have ended. */
  public void awaitEnded(int invocations) {
    Awaitility.await("all invocations end")
        .atMost(LIMIT.multipliedBy(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sent() >= invocations && watch.nothingLost.open() == 0);
  }

  /** Blocks until the routers have committed all that was published: nothing can be repeated. */
  public void awaitCommitted() {
    group.awaitCommitted();
  }

  /** What the routers said last, without what is usual at every rebalance. */
  public List<String> routersSay() {
    return routers.say();
  }

  /** Tells the watch everything that the ledgers and topics hold by now. */
  public void tellAll() {
    reader.readToEnd(LIMIT);
    clouds.tell(watch.guarantees);
  }

  /**
   * What is not as it should be, in words; empty if all is. To be asked when the round has ended
   * and all was told.
   */
  public List<String> broken() {
    var broken = new ArrayList<>(watch.broken(load().sent()));
    broken.addAll(routers.died());
    return broken;
  }

  /** Ends the round, stops the routers in good order, and checks every guarantee. */
  public void assertGuarantees() {
    var broken = new ArrayList<String>();
    AssertionError cause = null;
    try {
      end();
      broken.addAll(routers.died());
      routers.stop();
      tellAll();
      broken.addAll(broken());
    } catch (AssertionError e) {
      broken.add(String.valueOf(e.getMessage()));
      cause = e;
    }
    log.accept(watch.text());
    if (!broken.isEmpty()) {
      broken.forEach(log);
      routers.say().forEach(log);
      throw new AssertionError("seed " + seed.value() + ": " + String.join("\n", broken), cause);
    }
  }

  @Override
  public void close() {
    if (load != null) {
      load.close();
    }
    routers.close();
    reader.close();
    siteTopics.close();
    clouds.close();
  }
}
