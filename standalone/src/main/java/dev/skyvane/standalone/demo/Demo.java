package dev.skyvane.standalone.demo;

import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.process.Standalone;
import dev.skyvane.standalone.terminal.Progress;
import dev.skyvane.standalone.world.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Runs the demo on a process that has started. */
public final class Demo {
  private static final String REPLY_TOPIC = "demo.replies";
  private static final int REPLY_PARTITIONS = 4;

  /** Invocations published a second: some 40 in flight, which two cores bear. */
  private static final int RATE = 90;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Standalone standalone;
  private final World world;
  private final Progress progress;
  private final Random random;
  private final int invocations;
  private final Workload workload = Workload.load();
  private final Scores scores;
  private final SlowDown slowDown;
  private long published;

  /**
   * Prepares the demo.
   *
   * @param standalone a process with emulated clouds
   * @param seed seed of origins and inputs
   * @param invocations invocations over all policies, beside the warm-up
   */
  public Demo(Standalone standalone, Progress progress, long seed, int invocations) {
    this.standalone = standalone;
    this.world = standalone.world().orElseThrow();
    this.scores = new Scores(world::tellsMetering);
    this.slowDown = new SlowDown(world, workload.functions().getFirst());
    this.progress = progress;
    this.random = new Random(seed);
    this.invocations = invocations;
  }

  /**
   * How it went.
   *
   * @param table the comparison
   * @param facts what was checked, in words
   * @param findings what is wrong; empty if nothing is
   * @param firstReplyNanos when the first reply came, by {@link System#nanoTime()}
   */
  public record Outcome(
      String table, List<String> facts, List<String> findings, long firstReplyNanos) {}

  /** Registers, publishes, waits and checks. */
  public Outcome run() {
    var before = Account.of(world, 0);
    try (var cluster = Cluster.connect(standalone.address())) {
      createReplyTopic(cluster);
      cluster.functions().write(functions());
      progress.line(
          "registered %d functions of %d deployments: %d sample functions under %d policies"
              .formatted(
                  Contender.ALL.size() * World.FUNCTIONS.size(),
                  World.size(),
                  World.FUNCTIONS.size(),
                  Contender.ALL.size()));
      try (var traffic = new Traffic(cluster, REPLY_TOPIC, REPLY_PARTITIONS, scores)) {
        warmUp(traffic);
        progress.line("warmed up with %d invocations".formatted(published));
        compare(traffic);
        slowDown(traffic);
        return outcome(traffic, before);
      }
    }
  }

  private LinkedHashMap<String, FunctionSpec> functions() {
    var specs = new LinkedHashMap<String, FunctionSpec>();
    for (var contender : Contender.ALL) {
      for (var function : workload.functions()) {
        var spec = contender.spec(function, world);
        specs.put(spec.getName(), spec);
      }
    }
    var steady = slowDown.spec();
    specs.put(steady.getName(), steady);
    return specs;
  }

  /** Every function under every policy from everywhere once: begins instances, makes plans. */
  private void warmUp(Traffic traffic) {
    // The first goes alone, so that the time to the first reply is that of one invocation.
    traffic.publish(call(Contender.ALL.getFirst(), workload.functions().getFirst(), 0, false, 0));
    await(traffic, 0);
    long start = System.nanoTime();
    int number = 0;
    for (var contender : Contender.ALL) {
      for (var function : workload.functions()) {
        for (int origin = 0; origin < Origins.ALL.size(); origin++) {
          traffic.publish(call(contender, function, origin, false, number));
          pace(start, ++number, 2 * RATE);
          show(traffic, "warming up");
        }
      }
    }
    await(traffic, 0);
  }

  /** The policies take turns, so that all meet the same conditions. */
  private void compare(Traffic traffic) {
    long start = System.nanoTime();
    var functions = workload.functions();
    for (int i = 0; i < invocations; i++) {
      var contender = Contender.ALL.get(i % Contender.ALL.size());
      int turn = i / Contender.ALL.size();
      var function = functions.get(turn % functions.size());
      traffic.publish(call(contender, function, turn / functions.size(), true, i));
      pace(start, i + 1, RATE);
      show(traffic, "comparing");
    }
    await(traffic, 0);
    progress.erase();
  }

  /** The region that serves most becomes slow under calls from one place. */
  private void slowDown(Traffic traffic) {
    int origin = Origins.ALL.indexOf(SlowDown.ORIGIN);
    long start = System.nanoTime();
    for (int i = 0; i < SlowDown.CALLS; i++) {
      if (i == SlowDown.BEFORE) {
        slowDown.begin(scores.slowDown());
      }
      traffic.publish(call(SlowDown.CONTENDER, slowDown.function(), origin, false, i));
      pace(start, i + 1, SlowDown.RATE);
      if (i % SlowDown.RATE == SlowDown.RATE - 1) {
        progress.now(slowDown.progress(scores.slowDown()));
      }
    }
    await(traffic, 0);
    slowDown.end();
    progress.erase();
  }

  private Call call(
      Contender contender, String function, int origin, boolean measured, int number) {
    published++;
    return new Call(
        "demo-" + published,
        contender,
        function,
        workload.of(function, random.nextInt(1 << 20)),
        Origins.ALL.get(origin % Origins.ALL.size()),
        published % 3 == 0,
        measured,
        number);
  }

  private void show(Traffic traffic, String doing) {
    if (published % 20 == 0) {
      progress.now(
          "%s: %d published, %d answered, %d open, %d regions used"
              .formatted(doing, published, scores.answered(), traffic.open(), scores.regions()));
    }
  }

  private void await(Traffic traffic, int open) {
    long answered = scores.answered();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (traffic.open() > open && System.nanoTime() < deadline) {
      LockSupport.parkNanos(2_000_000);
      if (scores.answered() != answered) {
        answered = scores.answered();
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
    }
  }

  private static void pace(long start, int number, int rate) {
    long due = start + number * 1_000_000_000L / rate;
    for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
      LockSupport.parkNanos(due - now);
    }
  }

  private Outcome outcome(Traffic traffic, Account before) {
    var account = Account.of(world, before.calls() + scores.attempts()).since(before);
    var findings = new Findings(scores, account, published, traffic.unanswered()).all();
    return new Outcome(
        Comparison.render(scores.measured()),
        List.of(
            "%,d invocations, %,d answered, %,d answers right by %d committed references"
                .formatted(published, scores.answered(), scores.right(), workload.size()),
            "receipts: %,d attempts, USD %s; the clouds' own meters: %,d calls, USD %s"
                .formatted(
                    scores.attempts(),
                    Account.rounded(scores.usd()),
                    account.calls(),
                    Account.rounded(account.usd())),
            "where the clouds do not tell what they meter: USD %s by receipts, which take the whole time of a call; USD %s by the meters"
                .formatted(
                    Account.rounded(scores.estimatedUsd()), Account.rounded(account.untoldUsd())),
            slowDown.told(scores.slowDown())),
        findings,
        scores.firstNanos());
  }

  private static void createReplyTopic(Cluster cluster) {
    try (var admin = Admin.create(cluster.client())) {
      admin
          .createTopics(List.of(new NewTopic(REPLY_TOPIC, REPLY_PARTITIONS, (short) 1)))
          .all()
          .get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the topic " + REPLY_TOPIC + " could not be created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
