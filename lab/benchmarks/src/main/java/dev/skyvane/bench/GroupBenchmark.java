package dev.skyvane.bench;

import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.GroupRig;
import dev.skyvane.bench.rig.GroupRig.Protocol;
import dev.skyvane.bench.rig.Interruption;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How long callers wait while three routers are restarted one after the other, and while one is
 * killed, with either protocol of consumer groups.
 */
public final class GroupBenchmark implements Benchmark {
  private static final String PROTOCOL = "protocol";
  private static final String ROUNDS = "rounds";

  private final @Nullable GroupEffort given;

  /** Called by the service loader. */
  public GroupBenchmark() {
    this.given = null;
  }

  GroupBenchmark(GroupEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "group-protocol";
  }

  @Override
  public String summary() {
    return "what callers wait while routers are restarted or killed, by group protocol";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var standard = given == null ? GroupEffort.of(options.fast()) : given;
    var parameters =
        Parameters.of(
            List.of(new Whole(ROUNDS, standard.rounds(), 1, 100)), false, options.arguments());
    var cases =
        Cases.of(
            Map.of(PROTOCOL, Arrays.stream(Protocol.values()).map(Protocol::text).toList()),
            parameters.others());
    var effort = standard.withRounds(parameters.get(ROUNDS));
    var protocols =
        Arrays.stream(Protocol.values())
            .filter(protocol -> cases.include(PROTOCOL, protocol.text()))
            .toList();
    var expected = effort.expected(protocols.size());
    report.progress("takes about %d s".formatted(expected.toSeconds()));
    long began = System.nanoTime();
    var rolled = new EnumMap<Protocol, List<Interruption>>(Protocol.class);
    var killed = new EnumMap<Protocol, List<Interruption>>(Protocol.class);
    var random = new Random(options.seed());
    for (int number = 1; number <= effort.rounds(); number++) {
      // Another order each time: what the machine does meanwhile is to hit both alike.
      var order = new ArrayList<>(protocols);
      Collections.shuffle(order, random);
      for (var protocol : order) {
        var at = "round %d of %d, %s: ".formatted(number, effort.rounds(), protocol.text());
        report.progress(at + "starting broker, registry, provider and three routers");
        try (var rig = new GroupRig(protocol, effort.perSecond(), options.seed())) {
          rig.calm(effort.warmUp());
          report.progress(at + "restarting the routers one after the other");
          rolled.computeIfAbsent(protocol, _ -> new ArrayList<>()).add(rig.roll());
          report.progress(at + "killing a router");
          killed.computeIfAbsent(protocol, _ -> new ArrayList<>()).add(rig.kill());
        }
      }
    }
    report.note(
        "took %d s, %d s expected"
            .formatted(
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), expected.toSeconds()));
    new GroupFigures(rolled, killed).report(report, effort, options.seed());
  }
}
