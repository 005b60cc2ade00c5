package dev.skyvane.bench;

import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.SlowdownRig.Called;
import dev.skyvane.bench.rig.SlowdownRig.Script;
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
  private static final double MOST_DETECTION_SECONDS = 1.42;

  private static final double MOST_RETURN_SECONDS = 10;

  private final Map<Routing, List<Called>> calls;
  private final double fromMs;
  private final double untilMs;
  private final double lengthMs;
  private final boolean whole;

  /**
   * Figures.
   *
   * @param whole whether the slow-down lasted as long as in the paper, so that its cut compares
   */
  VspFig3Figures(Script script, boolean whole, Map<Routing, List<Called>> calls) {
    this.whole = whole;
    this.lengthMs = script.length().toMillis();
    this.calls = calls;
    this.fromMs = script.from().toMillis();
    this.untilMs = script.until().toMillis();
  }

  void report(Report report, String effort, long seed) {
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
    for (var routing : List.of(Routing.CHEAPEST, Routing.SPREAD)) {
      findings.besidePaper(
          "detection-seconds, " + routing.text(),
          detectionSeconds(routing),
          "s",
          PAPER_DETECTION_SECONDS,
          0,
          MOST_DETECTION_SECONDS);
      findings.figure(
          "return-seconds, " + routing.text(), returnSeconds(routing), "s", MOST_RETURN_SECONDS);
    }
    findings.end(effort, seed);
  }

  private void cut(Findings findings, String what, Routing routing, double single) {
    double least = routing == Routing.SPREAD ? LEAST_CUT_SPREAD : LEAST_CUT_ALL;
    double cut = percent(violations(routing), single);
    if (whole) {
      findings.besidePaper(what, cut, "%", PAPER_CUT, least, 100);
    } else {
      findings.besidePaper(what, cut, "%", PAPER_CUT);
    }
  }

  private static double percent(double violations, double of) {
    return of == 0 ? 0 : 100 * (1 - violations / of);
  }

  private double violations(Routing routing) {
    return of(routing).stream().filter(Called::violates).count();
  }

  /** Violations of calls that met nobody who was slow: sent before or after. */
  private double healthyViolations(Routing routing) {
    double longestMs =
        of(routing).stream().mapToDouble(Called::latencyMs).filter(ms -> ms > 0).max().orElse(0);
    return of(routing).stream()
        .filter(Called::violates)
        .filter(call -> call.sentMs() + longestMs < fromMs || call.sentMs() >= untilMs)
        .count();
  }

  /** From the begin of the slow-down until the last call was sent to the slow provider. */
  private double detectionSeconds(Routing routing) {
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
  private double returnSeconds(Routing routing) {
    return of(routing).stream()
            .filter(Called::slow)
            .mapToDouble(Called::sentMs)
            .filter(ms -> ms >= untilMs)
            .map(ms -> ms - untilMs)
            .min()
            .orElse(lengthMs - untilMs)
        / 1_000;
  }

  private List<Called> of(Routing routing) {
    return calls.getOrDefault(routing, List.of());
  }
}
