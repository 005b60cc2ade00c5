package dev.skyvane.bench;

import dev.skyvane.bench.rig.Routing;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;

/** The worst of each figure over runs with several seeds. */
final class VspFig3Seeds {
  private final SlowdownEffort effort;
  private final List<VspFig3Figures> runs = new ArrayList<>();

  VspFig3Seeds(SlowdownEffort effort) {
    this.effort = effort;
  }

  /** Takes one run in, and says what it showed. */
  void add(long seed, VspFig3Figures run, Report report) {
    runs.add(run);
    report.note(
        "seed %d: %s"
            .formatted(
                seed,
                VspFig3Figures.BY_OBJECTIVE.stream()
                    .map(routing -> routing.text() + " " + run.text(routing))
                    .collect(Collectors.joining("; "))));
  }

  void report(Report report, long seed) {
    var findings = new Findings(report);
    for (var routing : VspFig3Figures.BY_OBJECTIVE) {
      var of = ", " + routing.text() + ", worst";
      findings.figure("flaps" + of, worst(routing, VspFig3Figures::flaps), "", 0);
      findings.figure(
          "detection-seconds" + of,
          worst(routing, VspFig3Figures::detectionSeconds),
          "s",
          VspFig3Figures.MOST_DETECTION_SECONDS);
      findings.figure(
          "return-seconds" + of,
          worst(routing, VspFig3Figures::returnSeconds),
          "s",
          VspFig3Figures.MOST_RETURN_SECONDS);
      findings.figure(
          "violations-in-healthy-time" + of,
          worst(routing, VspFig3Figures::healthyViolations),
          "",
          0);
      findings.figure("violations" + of, worst(routing, VspFig3Figures::violations), "");
    }
    report.note(
        "a flap is a call to the slow provider between leaving and healing, or a leaving or return"
            + " after the first; probes are no calls");
    findings.end(
        "%d seeds from %d on, one after the other at one router and broker, each with functions of"
                .formatted(runs.size(), seed)
            + " its own; "
            + effort.text(),
        seed);
  }

  private double worst(Routing routing, ToDoubleBiFunction<VspFig3Figures, Routing> figure) {
    return runs.stream().mapToDouble(run -> figure.applyAsDouble(run, routing)).max().orElseThrow();
  }
}
