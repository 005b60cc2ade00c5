package dev.skyvane.bench;

import dev.skyvane.bench.rig.Charges;
import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.ServiceTime;
import dev.skyvane.bench.rig.SlowdownRig.Called;
import dev.skyvane.bench.rig.SlowdownRig.Shown;
import dev.skyvane.standalone.bench.Report;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an invocation costs at the 99th percentile, by routing, as the receipts say. */
final class VspFig4Figures {
  /** In the order of the paper. */
  static final List<Routing> ROUTINGS =
      List.of(Routing.SINGLE, Routing.ROUND_ROBIN, Routing.SPREAD);

  private static final List<Routing> OTHERS = List.of(Routing.SINGLE, Routing.ROUND_ROBIN);
  private static final String CUT = "p99-cost-cut-percent, ";
  private static final String PER_MILLION = "USD/million";

  /** By which what was measured may fall short of what was predicted, in percentage points. */
  private static final double SLACK = 0.5;

  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);

  private final VspFig4Prediction prediction;
  private final Map<Routing, Shown> plain;
  private final Map<Routing, Shown> queueing;
  private final int workers;

  /**
   * Figures.
   *
   * @param plain where nobody waits
   * @param queueing behind a back end
   * @param workers of that
   */
  VspFig4Figures(
      VspFig4Prediction prediction,
      Map<Routing, Shown> plain,
      Map<Routing, Shown> queueing,
      int workers) {
    this.prediction = prediction;
    this.plain = plain;
    this.queueing = queueing;
    this.workers = workers;
  }

  /** Says what will be measured; before it is. */
  static void predict(VspFig4Prediction prediction, Findings findings) {
    for (var routing : ROUTINGS) {
      findings.figure(
          "predicted: p99-cost, plain, " + routing.text(),
          Costs.perMillion(prediction.p99Usd(routing)),
          PER_MILLION);
    }
    for (var other : OTHERS) {
      findings.figure(
          "predicted: " + CUT + "plain, to " + other.text(), prediction.cutPercent(other), "%");
    }
  }

  void report(Findings findings, Report report, long seed) {
    for (var routing : ROUTINGS) {
      findings.figure(
          "p99-cost, plain, " + routing.text(),
          Costs.perMillion(Costs.p99(of(plain, routing).calls())),
          PER_MILLION);
    }
    for (var other : OTHERS) {
      findings.atLeast(CUT + "plain, to " + other.text(), cut(plain, other), "%", least(other));
    }
    for (var routing : ROUTINGS) {
      findings.besidePaper(
          "p99-cost, queueing, " + routing.text(),
          Costs.perMillion(Costs.p99(of(queueing, routing).calls())),
          PER_MILLION,
          paperPerMillion(routing));
    }
    for (var other : OTHERS) {
      findings.besidePaper(
          CUT + "queueing, to " + other.text(), cut(queueing, other), "%", paperCut(other));
    }
    books(findings);
    notes(report);
    findings.end(prediction.effort().text(), seed);
  }

  private double least(Routing other) {
    // The second decimal would pretend to know more than it does.
    return Math.floor(10 * (prediction.cutPercent(other) - SLACK)) / 10;
  }

  /** Whether the receipts are what the providers charge. */
  private void books(Findings findings) {
    var all = List.of(plain, queueing);
    findings.figure(
        "calls that failed or whose cost is unknown",
        all.stream()
            .flatMap(run -> run.values().stream())
            .flatMap(shown -> shown.calls().stream())
            .filter(call -> call.usd() == null || Double.isNaN(call.latencyMs()))
            .count(),
        "",
        0);
    var off = BigDecimal.ZERO;
    for (var run : all) {
      for (var other : OTHERS) {
        off = off.add(of(run, other).meterUsd().subtract(of(run, other).receiptsUsd()).abs());
      }
    }
    findings.figure(
        "receipts of single and round-robin, off the providers' own meters",
        off.multiply(BILLION).doubleValue(),
        "nUSD",
        0);
    for (var run : List.of(Map.entry("plain", plain), Map.entry("queueing", queueing))) {
      var which = ", %s, %s".formatted(run.getKey(), Routing.SPREAD.text());
      var shown = of(run.getValue(), Routing.SPREAD);
      // Above one in a hundred, the dearest but one in a hundred is slow.
      findings.figure("calls that met the slow-down, of all" + which, slowPercent(shown), "%");
      findings.figure(
          "cost of probes, of all" + which,
          Costs.cutPercent(shown.receiptsUsd(), shown.meterUsd()),
          "%");
    }
  }

  private double slowPercent(Shown shown) {
    var script = prediction.effort().script();
    long slow =
        shown.calls().stream()
            .filter(Called::slow)
            .filter(call -> call.sentMs() >= script.from().toMillis())
            .filter(call -> call.sentMs() < script.until().toMillis())
            .count();
    return shown.calls().isEmpty() ? 0 : 100.0 * slow / shown.calls().size();
  }

  private void notes(Report report) {
    var list = Charges.vspList();
    report.note(
        "both providers charge by %s, prices of %s, AWS's line; %d MB; not today's prices"
            .formatted(list.source(), list.asOf(), ServiceTime.MEMORY_MB));
    report.note("p99 in USD, exactly: plain " + exact(plain) + "; queueing " + exact(queueing));
    report.note(
        "queueing: %d workers for each function at each provider, by a rule that was fixed before any policy was measured (QueueingBackEnd); paper's figures are those of real clouds"
            .formatted(workers));
  }

  private static String exact(Map<Routing, Shown> run) {
    return ROUTINGS.stream()
        .map(
            routing ->
                routing.text()
                    + " "
                    + Costs.p99(of(run, routing).calls()).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", "));
  }

  private static double cut(Map<Routing, Shown> run, Routing other) {
    return Costs.cutPercent(
        Costs.p99(of(run, Routing.SPREAD).calls()), Costs.p99(of(run, other).calls()));
  }

  private static double paperPerMillion(Routing routing) {
    return switch (routing) {
      case SINGLE -> 22.5;
      case ROUND_ROBIN -> 14;
      case SPREAD -> 10.2;
      case CHEAPEST -> throw new IllegalArgumentException("the paper has no " + routing.text());
    };
  }

  /** As its text says. */
  private static double paperCut(Routing other) {
    return other == Routing.SINGLE ? 54 : 27;
  }

  private static Shown of(Map<Routing, Shown> run, Routing routing) {
    var shown = run.get(routing);
    if (shown == null) {
      throw new IllegalStateException(routing.text() + " was not measured");
    }
    return shown;
  }
}
