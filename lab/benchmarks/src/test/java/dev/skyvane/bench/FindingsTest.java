package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.standalone.bench.Figure;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Findings findings = new Findings(new Kept());

  @Test
  void figuresCarryTheirGoals() {
    findings.time("pick", new Measured(420, 21, 420, 0), 1);
    findings.nothingAllocated("pick", new Measured(420, 21, 420, 0.0004));
    findings.time("hold", new Measured(1_500, 15, 1_500, 40));
    findings.end(Effort.of(false), 1);

    assertEquals(
        List.of(
            new Figure("pick", 0.42, "us", "<= 1", null),
            new Figure("pick, allocated", 0, "B/op", "<= 0.1", null),
            new Figure("hold", 1.5, "us", null, null)),
        figures);
    assertEquals("all 2 goals met", notes.getLast());
    assertTrue(notes.getFirst().contains("within 5 % of the means"), notes::toString);
  }

  @Test
  void missedGoalsAreNamed() {
    findings.time("pick", new Measured(1_001, Double.NaN, 1_001, 16), 1);
    findings.nothingAllocated("pick", new Measured(1_001, Double.NaN, 1_001, 16));
    findings.time("plan", new Measured(50_000, Double.NaN, 50_000, 16), 50);
    findings.end(Effort.of(true), 1);

    assertEquals("2 of 3 goals missed: pick; pick, allocated", notes.getLast());
  }

  @Test
  void oneOfTwoFiguresIsEnough() {
    findings.either(new Findings.Reach("ratio", 1.5, 2), new Findings.Reach("cpu", 0.4, 0.5), true);
    findings.either(
        new Findings.Reach("ratio-b", 1.5, 2), new Findings.Reach("cpu-b", 0.6, 0.5), false);
    findings.atLeast("speed", 1.9999, "x", 2);
    findings.atLeast("speed-b", 2, "x", 2);
    findings.end("once", 1);

    assertEquals(
        List.of(">= 2 or cpu <= 0.5", ">= 2 or cpu <= 0.5"),
        figures.stream().limit(2).map(Figure::goal).toList());
    assertEquals("2 of 4 goals missed: ratio-b and cpu-b; speed", notes.getLast());
  }

  @Test
  void busyMachineIsSaid() {
    findings.time("pick", new Measured(100, 1, 430, 0), 1);
    findings.time("plan", new Measured(20_000, 1, 60_000, 0), 50);
    findings.end(Effort.of(false), 1);

    assertTrue(
        notes.stream()
            .anyMatch(
                note ->
                    note.contains("up to 4.30 times as long, as the machine was busy")
                        && note.endsWith("by that are missed: plan")),
        notes::toString);
    assertEquals("all 2 goals met", notes.getLast());
  }

  @Test
  void idleMachineIsNotCalledBusy() {
    findings.time("pick", new Measured(100, 1, 103, 0), 1);
    findings.end(Effort.of(false), 1);

    assertTrue(
        notes.stream().anyMatch(note -> note.endsWith("as long; no goal is missed by that")),
        notes::toString);
  }

  private final class Kept implements Report {
    @Override
    public void figure(Figure figure) {
      figures.add(figure);
    }

    @Override
    public void note(String text) {
      notes.add(text);
    }

    @Override
    public void progress(String text) {
      // Nobody looks.
    }
  }
}
