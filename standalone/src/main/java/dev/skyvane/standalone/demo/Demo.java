package dev.skyvane.standalone.demo;

import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.process.Standalone;
import dev.skyvane.standalone.terminal.Progress;
import dev.skyvane.standalone.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
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

  /** How many regions are shown while it works, and how often: on a terminal, and in lines. */
  private static final int REGIONS_SHOWN = 6;

  private static final Pace REGIONS = new Pace(Duration.ofSeconds(2), Duration.ofSeconds(7));

  /** It is over within seconds. */
  private static final Pace SLOW_DOWN = new Pace(Duration.ofSeconds(1), Duration.ofMillis(2_500));

  private final Standalone standalone;
  private final World world;
  private final Progress progress;
  private final Random random;
  private final int invocations;
  private final Workload workload = Workload.load();
  private final Scores scores;
  private final SlowDown slowDown;
  private final FastHours hours;
  private final AtomicLong published = new AtomicLong();
  private volatile String doing = "warming up";

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
    this.hours = FastHours.of(world.gridZones());
    this.progress = progress;
    this.random = new Random(seed);
    this.invocations = invocations;
  }

  /**
   * How often something is shown.
   *
   * @param redrawn on a terminal
   * @param written in lines, elsewhere
   */
  private record Pace(Duration redrawn, Duration written) {
    Duration of(Progress progress) {
      return progress.live() ? redrawn : written;
    }
  }

  /**
   * How it went.
   *
   * @param table the comparison
   * @param byReading share of what is compared whose carbon rests on readings, 0 to 1
   * @param bill the bill beside the clouds' own meters
   * @param facts what was checked, in words
   * @param findings what is wrong; empty if nothing is
   * @param firstReplyNanos when the first reply came, by {@link System#nanoTime()}
   */
  public record Outcome(
      String table,
      double byReading,
      String bill,
      List<String> facts,
      List<String> findings,
      long firstReplyNanos) {}

  /** Registers, publishes, waits and checks. */
  public Outcome run() {
    var before = Account.of(world, 0);
    var specs = functions();
    try (var cluster = Cluster.connect(standalone.address());
        var tables = new LiveTables(standalone.context())) {
      var billing = new Billing(tables, world, specs.keySet());
      createReplyTopic(cluster);
      cluster.functions().write(specs);
      progress.line(
          "registered %d functions of %d deployments: %d sample functions under %d policies"
              .formatted(
                  Contender.ALL.size() * World.FUNCTIONS.size(),
                  World.size(),
                  World.FUNCTIONS.size(),
                  Contender.ALL.size()));
      try (var traffic = new Traffic(cluster, REPLY_TOPIC, REPLY_PARTITIONS, scores)) {
        firstReply(traffic);
        var carbon = readCarbon();
        try (var unused =
            new Watch(progress, REGIONS.of(progress), () -> regions(traffic, tables))) {
          warmUp(traffic);
          carbon.join();
          doing = "comparing";
          compare(traffic);
        }
        slowDown(traffic, tables);
        var account = Account.of(world, before.calls() + scores.attempts()).since(before);
        return outcome(traffic, account, billing.of(account.runs(), progress));
      }
    }
  }

  /** The first goes alone, so that the time to the first reply is that of one invocation. */
  private void firstReply(Traffic traffic) {
    traffic.publish(call(Contender.ALL.getFirst(), workload.functions().getFirst(), 0, false, 0));
    await(traffic, 0);
  }

  /** Beside all else, as a worker of Connect takes some time to start. */
  private CompletableFuture<Void> readCarbon() {
    return CompletableFuture.runAsync(
        () -> {
          standalone.readCarbon(hours.settings(Instant.now()));
          progress.line(
              "replaying the carbon of %d grids of the USA: hours of 13 April 2022, two seconds each"
                  .formatted(hours.zones().size()));
        },
        task -> Thread.ofPlatform().daemon().name("carbon").start(task));
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
    long start = System.nanoTime();
    int number = 0;
    for (var contender : Contender.ALL) {
      for (var function : workload.functions()) {
        for (int origin = 0; origin < Origins.ALL.size(); origin++) {
          traffic.publish(call(contender, function, origin, false, number));
          pace(start, ++number, 2 * RATE);
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
    }
    await(traffic, 0);
  }

  /** The region that serves most becomes slow under calls from one place. */
  private void slowDown(Traffic traffic, LiveTables tables) {
    int origin = Origins.ALL.indexOf(SlowDown.ORIGIN);
    var function = slowDown.spec().getName();
    try (var unused =
        new Watch(
            progress,
            SLOW_DOWN.of(progress),
            () -> slowDown.progress(scores.slowDown(), tables.deployments(function)))) {
      long start = System.nanoTime();
      for (int i = 0; i < SlowDown.CALLS; i++) {
        if (i == SlowDown.BEFORE) {
          slowDown.begin(scores.slowDown());
          progress.line(slowDown.begun());
        }
        traffic.publish(call(SlowDown.CONTENDER, slowDown.function(), origin, false, i));
        pace(start, i + 1, SlowDown.RATE);
      }
      await(traffic, 0);
      slowDown.end();
    }
  }

  private Call call(
      Contender contender, String function, int origin, boolean measured, int number) {
    long id = published.incrementAndGet();
    return new Call(
        "demo-" + id,
        contender,
        function,
        workload.of(function, random.nextInt(1 << 20)),
        Origins.ALL.get(origin % Origins.ALL.size()),
        id % 3 == 0,
        measured,
        number);
  }

  /** The live tables of the regions that are called most, and how far it is. */
  private String regions(Traffic traffic, LiveTables tables) {
    var table = RegionView.render(tables.busiest(REGIONS_SHOWN));
    return "%s: %,d published, %,d answered, %d open, %d regions used"
            .formatted(doing, published.get(), scores.answered(), traffic.open(), scores.regions())
        + (table.isEmpty() ? "" : "\n" + table);
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

  private Outcome outcome(Traffic traffic, Account account, Bill bill) {
    var findings = new Findings(scores, account, bill, published.get(), traffic.unanswered()).all();
    var metered = account.sum(true).usd();
    return new Outcome(
        Comparison.render(scores.measured()),
        scores.shareByReading(),
        bill.render(account),
        List.of(
            "%,d invocations, %,d answered, %,d answers right by %d committed references"
                .formatted(published.get(), scores.answered(), scores.right(), workload.size()),
            "receipts: %,d attempts, USD %s; the clouds' own meters: %,d calls, USD %s"
                .formatted(
                    scores.attempts(),
                    Account.rounded(scores.usd()),
                    account.calls(),
                    Account.rounded(metered)),
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
