package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.bench.rig.LimitRig.Served;
import dev.skyvane.bench.rig.LimitRig.Where;
import dev.skyvane.bench.rig.VspWork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VspFig2FiguresTest {
  private final KeptReport report = new KeptReport();

  @Test
  void togetherIsComparedWithTheSumRoundByRound() {
    report(24, round(60, 30, 90, 0), round(50, 30, 80, 0), round(60, 40, 95, 0));

    assertEquals(1, report.value("nlp: together, of the sum"));
    assertEquals(0.95, report.value("nlp: together, of the sum, least"), 1e-9);
    assertEquals(1.5833, report.value("nlp: together, of first"), 1e-3);
    assertEquals("2 (ours -0.42)", report.figures.get("nlp: together, of first").paper());
    assertEquals("all 4 goals met", report.notes.getLast());
  }

  @Test
  void whatIsOverALimitMissesItsGoals() {
    report(25, round(60, 30, 80, 2));

    assertEquals(
        "4 of 4 goals missed: nlp: together, of the sum; calls over a limit; calls that failed;"
            + " most calls at one time of a provider",
        report.notes.getLast());
  }

  @SafeVarargs
  private void report(int most, Map<Where, Served>... rounds) {
    new VspFig2Figures(Map.of(VspWork.NLP, List.of(rounds)), most, 24).report(report, "briefly", 1);
  }

  private static Map<Where, Served> round(double first, double second, double both, long bad) {
    return Map.of(
        Where.FIRST, new Served(first, 10, 0, 0),
        Where.SECOND, new Served(second, 10, 0, 0),
        Where.BOTH, new Served(both, 10, (int) bad, bad));
  }
}
