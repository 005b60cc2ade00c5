package dev.skyvane.bench;

import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.SlowdownRig.Called;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.Map;

/** Which calls broke their objective, and how long it took to leave the slow provider. */
final class VspFig3Figures {
  /** Of violations, against sending all to the provider that became slow: 1 - 60/5,100. */
  private static final double PAPER_CUT = 98.8;

  private static final double PAPER_DETECTION_SECONDS = 2;
  private static final double LEAST_CUT_ALL = 99.1;
  private static final double LEAST_CUT_SPREAD = 99.5;

  /**
   * A first slow call is overdue after what its history says, some 1.12 s; 0.3 s later calls should
   * go elsewhere.
   */
  static final double MOST_DETECTION_SECONDS = 1.42;

  static final double MOST_RETURN_SECONDS = 10;

  static final List<Routing> BY_OBJECTIVE = List.of(Routing.CHEAPEST, Routing.SPREAD);

  private final Map<Routing, List<Called>> calls;
  private final SlowdownEffort effort;
  private final double fromMs;
  private final double untilMs;
  private final double lengthMs;

  VspFig3Figures(SlowdownEffort effort, Map<Routing, List<Called>> calls) {
    this.effort = effort;
    this.calls = calls;
    this.fromMs = effort.script().from().toMillis();
    this.untilMs = effort.script().until().toMillis();
    this.lengthMs = effort.script().length().toMillis();
  }

  void report(Report report, long seed) {
    var findings = new Findings(report);
    double single = violations(Routing.SINGLE);
    for (var routing : Routing.values()) {
      findings.figure("violations, " + routing.text(), violations(routing), "");
      findings.figure(
          "violations-in-healthy-time, " + routing.text(), healthyViolations(routing), "", 0);
    }
    cut(findings, "violations-cut-percent, " + Routing.CHEAPEST.text(), Routing.CHEAPEST, single);
    cut(findings, "violations-cut-percent, " + Routing.SPREAD.text(), Routing.SPREAD, single);
    findings.figure(
        "violations-cut-percent, " + Routing.ROUND_ROBIN.text(),
        percent(violations(Routing.ROUND_ROBIN), single),
        "%");
    for (var routing : BY_OBJECTIVE) {
      findings.besidePaper(
          "detection-seconds, " + routing.text(),
          detectionSeconds(routing),
          "s",
          PAPER_DETECTION_SECONDS,
          0,
          MOST_DETECTION_SECONDS);
      findings.figure(
          "return-seconds, " + routing.text(), returnSeconds(routing), "s", MOST_RETURN_SECONDS);
      findings.figure("flaps, " + routing.text(), flaps(routing), "", 0);
    }
    findings.end(
        effort.text() + (effort.whole() ? "" : ", so that less is cut of fewer violations"), seed);
  }

  private void cut(Findings findings, String what, Routing routing, double single) {
    double least = routing == Routing.SPREAD ? LEAST_CUT_SPREAD : LEAST_CUT_ALL;
    double cut = percent(violations(routing), single);
    if (effort.whole()) {
      findings.besidePaper(what, cut, "%", PAPER_CUT, least, 100);
    } else {
      findings.besidePaper(what, cut, "%", PAPER_CUT);
    }
  }

  private static double percent(double violations, double of) {
    return of == 0 ? 0 : 100 * (1 - violations / of);
  }

  double violations(Routing routing) {
    return of(routing).stream().filter(Called::violates).count();
  }

  /** Violations of calls that met nobody who was slow: sent before or after. */
  double healthyViolations(Routing routing) {
    double longestMs =
        of(routing).stream().mapToDouble(Called::latencyMs).filter(ms -> ms > 0).max().orElse(0);
    return of(routing).stream()
        .filter(Called::violates)
        .filter(call -> call.sentMs() + longestMs < fromMs || call.sentMs() >= untilMs)
        .count();
  }

  /** From the begin of the slow-down until the last call was sent to the slow provider. */
  double detectionSeconds(Routing routing) {
    return of(routing).stream()
            .filter(Called::slow)
            .mapToDouble(Called::sentMs)
            .filter(ms -> ms >= fromMs && ms < untilMs)
            .map(ms -> ms - fromMs)
            .max()
            .orElse(0)
        / 1_000;
  }

  /**
   * From the end of the slow-down until the first call was sent there again; the rest of the time
   * where none was.
   */
  double returnSeconds(Routing routing) {
    return of(routing).stream()
            .filter(Called::slow)
            .mapToDouble(Called::sentMs)
            .filter(ms -> ms >= untilMs)
            .map(ms -> ms - untilMs)
            .min()
            .orElse(lengthMs - untilMs)
        / 1_000;
  }

  /** See {@link Stays#flaps}. */
  int flaps(Routing routing) {
    return new Stays(of(routing), effort.script().perSecond(), untilMs).flaps();
  }

  /** In short. */
  String text(Routing routing) {
    return "left after %.2f s, back after %.1f s, %d flaps, %.0f violations, %.0f in healthy time"
        .formatted(
            detectionSeconds(routing),
            returnSeconds(routing),
            flaps(routing),
            violations(routing),
            healthyViolations(routing));
  }

  private List<Called> of(Routing routing) {
    return calls.getOrDefault(routing, List.of());
  }
}
