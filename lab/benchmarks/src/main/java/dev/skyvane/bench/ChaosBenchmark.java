package dev.skyvane.bench;

import dev.skyvane.chaos.ChaosCluster;
import dev.skyvane.chaos.ChaosSite;
import dev.skyvane.chaos.Fault;
import dev.skyvane.chaos.FaultDraw;
import dev.skyvane.chaos.Mix;
import dev.skyvane.chaos.Shape;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import dev.skyvane.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What two routers on three brokers keep of their promises while faults strike, and what a killed
 * router makes run again at different commit intervals.
 */
public final class ChaosBenchmark implements Benchmark {
  private static final int ROUTERS = 2;
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final Duration ATTEMPT = Duration.ofMillis(2_500);

  /** Share of the invocations of a fault that are published before it is put right. */
  private static final double HOLD = 0.3;

  /** Room for what runs at once in a burst. */
  private static final int BURST_LIMIT = 200;

  private static final double AT_ONCE = 1e9;
  private static final double KILL_RATE = 200;

  /** Of load before each kill: twice the longest commit interval. */
  private static final int SETTLED_SECONDS = 2;

  /** Routers compile as in production: what is measured is also their throughput. */
  private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=4");

  private static final int HEAP_MIB = 256;

  private final @Nullable ChaosEffort given;

  /** Called by the service loader. */
  public ChaosBenchmark() {
    this.given = null;
  }

  ChaosBenchmark(ChaosEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "chaos";
  }

  @Override
  public String summary() {
    return "what is lost, repeated or out of order while routers, brokers and providers fail";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var effort = given == null ? ChaosEffort.of(options.fast(), options.arguments()) : given;
    long began = System.nanoTime();
    report.progress("this takes about " + text(effort.expected()) + ": " + effort.text());
    var findings = new Findings(report);
    var broken = new ArrayList<String>();
    try (var running = new Running()) {
      var cluster = running.own(ChaosCluster.start());
      var chaos = strike(effort, options.seed(), cluster, running, report, began);
      chaos.report(effort.faults(), findings);
      broken.addAll(chaos.broken());
      if (effort.burst() > 0 || effort.kills() > 0) {
        for (int ms : effort.intervals()) {
          broken.addAll(
              compare(ms, effort, options.seed(), cluster, running, report, findings).broken());
        }
      }
    }
    report.note(
        "re-runs: calls for an invocation whose answer the provider had wholly sent at least one"
            + " commit interval before a router was lost; repeated calls: all calls for what was"
            + " answered before");
    report.note(
        "took %s, expected were %s; brokers, routers, providers and load share the processors"
            .formatted(text(Duration.ofNanos(System.nanoTime() - began)), text(effort.expected())));
    broken.forEach(one -> report.note("NOT KEPT: " + one));
    findings.end(effort.text(), options.seed());
  }

  private static ChaosTotals strike(
      ChaosEffort effort,
      long seed,
      ChaosCluster cluster,
      Running running,
      Report report,
      long began)
      throws Exception {
    var shape = shape(effort.rate(), effort.commitInterval()).withFailingProviders(ATTEMPT);
    var draw = new FaultDraw(new SplittableRandom(seed), ROUTERS);
    var totals = new ChaosTotals();
    var site = running.own(new ChaosSite(cluster, "chaos", shape, new Seed(seed), _ -> {}));
    int fault = 0;
    for (int round = 0; round < effort.rounds(); round++) {
      int before = effort.invocationsUpTo(fault);
      site.begin(shape.perSecond(), 0);
      for (int i = 0; i < effort.faultsOf(round); i++) {
        int from = effort.invocationsUpTo(fault) - before;
        fault++;
        int until = effort.invocationsUpTo(fault) - before;
        var next = draw.next();
        report.progress(progress(effort, fault, next, began));
        // The first part finds a site at work, the second is published while something is wrong,
        // and the rest while it recovers.
        int hold = Math.max(1, (int) ((until - from) * HOLD));
        site.allow(until);
        site.awaitSent(from + hold);
        site.suffer(next, hold);
        site.awaitSent(until);
      }
      end(site, totals);
    }
    running.end(site);
    return totals;
  }

  /** Throughput of a burst, and what kills make run again, at one commit interval. */
  private static ChaosTotals compare(
      int ms,
      ChaosEffort effort,
      long seed,
      ChaosCluster cluster,
      Running running,
      Report report,
      Findings findings)
      throws Exception {
    var at = ", commit interval %,d ms".formatted(ms);
    report.progress("starting routers" + at);
    var shape = shape(KILL_RATE, Duration.ofMillis(ms)).withMix(Mix.ECHOES).withLimit(BURST_LIMIT);
    var site = running.own(new ChaosSite(cluster, "commit-" + ms, shape, new Seed(seed), _ -> {}));
    var bursts = new ChaosTotals();
    if (effort.burst() > 0) {
      report.progress("warming up" + at);
      burst(site, effort.burst(), bursts);
      report.progress("a burst of %,d".formatted(effort.burst()) + at);
      findings.figure("throughput" + at, burst(site, effort.burst(), bursts), "1/s");
    }
    var kills = new ChaosTotals();
    if (effort.kills() > 0) {
      site.begin();
      site.awaitSteady();
      for (int kill = 0; kill < effort.kills(); kill++) {
        report.progress("kill %d of %d".formatted(kill + 1, effort.kills()) + at);
        // Commits are refused while partitions move, which is not what is compared here.
        site.awaitBalanced();
        site.awaitMore((int) (KILL_RATE * SETTLED_SECONDS));
        site.suffer(Fault.killedRouter(kill % ROUTERS), 1);
      }
      end(site, kills);
      findings.figure("re-runs-per-kill" + at, kills.rerunsPerLoss(), "", 0);
      findings.figure("repeated-calls-per-kill" + at, kills.repeatedCallsPerLoss(), "");
      findings.figure(
          "extra-terminal-records-per-kill" + at, kills.extraTerminalRecordsPerLoss(), "");
    }
    running.end(site);
    return kills;
  }

  /** Invocations per second from the first that was published to the last terminal record. */
  private static double burst(ChaosSite site, int count, ChaosTotals totals) {
    long from = System.nanoTime();
    site.begin(AT_ONCE, count);
    site.awaitEnded(count);
    double seconds = (System.nanoTime() - from) / 1e9;
    end(site, totals);
    return count / seconds;
  }

  private static void end(ChaosSite site, ChaosTotals totals) {
    site.end();
    // Or what is run again later would be counted in another round.
    site.awaitCommitted();
    site.tellAll();
    totals.add(site);
  }

  private static Shape shape(double perSecond, Duration commitInterval) {
    return Shape.of(perSecond)
        .withRouters(ROUTERS)
        .withSession(SESSION)
        .withCommitInterval(commitInterval)
        .withJvm(HEAP_MIB, FLAGS);
  }

  private static String progress(ChaosEffort effort, int fault, Fault next, long began) {
    var gone = Duration.ofNanos(System.nanoTime() - began);
    var left = effort.expected().minus(gone);
    return "fault %d of %d at invocation %,d: %s (%s gone, about %s left)"
        .formatted(
            fault,
            effort.faults(),
            effort.invocationsUpTo(fault - 1),
            next.name(),
            text(gone),
            left.isNegative() ? "a minute" : text(left));
  }

  private static String text(Duration time) {
    return time.toMinutes() < 2
        ? time.toSeconds() + " s"
        : Math.round(time.toSeconds() / 60.0) + " min";
  }
}
