package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.bench.rig.Charges;
import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.SlowdownRig.Called;
import dev.skyvane.bench.rig.SlowdownRig.Shown;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VspFig4FiguresTest {
  private final KeptReport report = new KeptReport();

  @Test
  void costsAreThoseOfThePapersList() {
    // 0.0000002 + 1.06 s x 0.5 GB x 0.0000167, worked by hand; so the next one.
    assertUsd("0.000009051", VspFig4Prediction.usd(Charges.vspList(), 1_060));
    assertUsd("0.00001113015", VspFig4Prediction.usd(Charges.vspList(), 1_309));
  }

  @Test
  void whatNobodyWaitsForIsPredicted() {
    var whole = new VspFig4Prediction(SlowdownEffort.WHOLE);

    assertUsd("0.00001113015", whole.p99Usd(Routing.SINGLE));
    assertUsd("0.0000111218", whole.p99Usd(Routing.ROUND_ROBIN));
    assertUsd("0.000009051", whole.p99Usd(Routing.SPREAD));
    // 1 - 9.051 / 11.13015 and 1 - 9.051 / 11.1218.
    assertEquals(18.6803, whole.cutPercent(Routing.SINGLE), 1e-4);
    assertEquals(18.6192, whole.cutPercent(Routing.ROUND_ROBIN), 1e-4);
    assertUsd(
        "0.000009051", new VspFig4Prediction(SlowdownEffort.BRIEF_FOR_P99).p99Usd(Routing.SPREAD));
  }

  @Test
  void aBriefSlowDownIsLeftTooLateForTheHundredthCall() {
    // Half the calls of 1.42 of 48 s are slow, 1.5 in a hundred.
    var brief = new VspFig4Prediction(SlowdownEffort.BRIEF);

    assertTrue(brief.p99Usd(Routing.SPREAD).compareTo(new BigDecimal("0.0000102")) > 0);
  }

  @Test
  void theBackEndHasARoot() {
    // 30.615 busy and 5.53.
    assertEquals(37, QueueingBackEnd.workers(30, 1_020.5));
    assertEquals(6, QueueingBackEnd.workers(4, 1_000));
  }

  @Test
  void ninetyNineInAHundredCostNoMore() {
    var calls = new ArrayList<Called>();
    for (int i = 200; i >= 1; i--) {
      calls.add(new Called(i, 1_000, false, BigDecimal.valueOf(i)));
    }
    assertUsd("198", Costs.p99(calls));
    calls.add(new Called(201, 1_000, false, null));
    assertUsd("198", Costs.p99(calls));
  }

  @Test
  void cutsAreBesideThePapers() {
    var plain = run("0.00001113015", "0.0000111218", "0.000009051");
    report(plain, run("0.00005", "0.0000125", "0.00001"));

    assertEquals(18.6803, report.value("p99-cost-cut-percent, plain, to single"), 1e-4);
    assertEquals(">= 18.1", report.figures.get("p99-cost-cut-percent, plain, to single").goal());
    assertEquals(80, report.value("p99-cost-cut-percent, queueing, to single"));
    assertEquals(
        "54 (ours +26)", report.figures.get("p99-cost-cut-percent, queueing, to single").paper());
    assertEquals(20, report.value("p99-cost-cut-percent, queueing, to round-robin"));
    assertEquals(
        "27 (ours -7)",
        report.figures.get("p99-cost-cut-percent, queueing, to round-robin").paper());
    assertEquals("10.2 (ours -0.2)", report.figures.get("p99-cost, queueing, spread").paper());
    // One call, which came before the slow-down, and its probe that cost a quarter of it.
    assertEquals(0, report.value("calls that met the slow-down, of all, plain, spread"));
    assertEquals(20, report.value("cost of probes, of all, plain, spread"), 1e-9);
    assertEquals("all 4 goals met", report.notes.getLast());
  }

  @Test
  void whatTheMetersDoNotSayIsFound() {
    var plain = run("0.00001113015", "0.0000111218", "0.000009051");
    report(plain, replaced(plain, Routing.ROUND_ROBIN, shown("0.00001", "0.00001000001")));

    assertEquals(
        "1 of 4 goals missed: receipts of single and round-robin, off the providers' own meters",
        report.notes.getLast());
  }

  private void report(Map<Routing, Shown> plain, Map<Routing, Shown> queueing) {
    new VspFig4Figures(new VspFig4Prediction(SlowdownEffort.WHOLE), plain, queueing, 37)
        .report(new Findings(report), report, 1);
  }

  private static Map<Routing, Shown> run(String single, String roundRobin, String spread) {
    return Map.of(
        Routing.SINGLE, shown(single, single),
        Routing.ROUND_ROBIN, shown(roundRobin, roundRobin),
        Routing.SPREAD,
            shown(spread, new BigDecimal(spread).multiply(new BigDecimal("1.25")).toPlainString()));
  }

  private static Map<Routing, Shown> replaced(
      Map<Routing, Shown> run, Routing routing, Shown other) {
    var copy = new EnumMap<Routing, Shown>(run);
    copy.put(routing, other);
    return copy;
  }

  private static Shown shown(String usd, String meter) {
    return new Shown(
        List.of(new Called(0, 1_000, true, new BigDecimal(usd))),
        new BigDecimal(usd),
        new BigDecimal(meter));
  }

  private static void assertUsd(String expected, BigDecimal usd) {
    assertEquals(0, new BigDecimal(expected).compareTo(usd), usd::toPlainString);
  }
}
