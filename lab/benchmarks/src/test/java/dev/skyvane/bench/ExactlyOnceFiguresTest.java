package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Counters;
import dev.skyvane.bench.rig.Round;
import dev.skyvane.bench.rig.Throughput;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ExactlyOnceFiguresTest {
  private final KeptReport report = new KeptReport();

  @Test
  void exactlyOnceIsInPartsOfAtLeastOnce() {
    var paced = new TreeMap<Integer, List<Map<Contender, Round>>>();
    paced.put(
        200,
        List.of(
            Map.of(
                Contender.ROUTER, round(2, 10, 100), Contender.TRANSACTIONAL, round(5, 12, 150))));
    new ExactlyOnceFigures(
            List.of(
                both(shown(1_000, 100), shown(500, 120)),
                both(shown(1_000, 100), shown(900, 130)),
                both(shown(1_000, 100), shown(800, 110))),
            paced)
        .report(report, ThroughputEffort.of(true), 1);

    assertEquals(0.8, report.value("throughput-ratio"));
    assertEquals(0.5, report.value("throughput-ratio, least"));
    assertEquals(0.9, report.value("throughput-ratio, most"));
    assertEquals(1.2, report.value("cpu-ratio, backlog"));
    assertEquals(2.5, report.value("p50-ratio, 200/s"), 0.01);
    assertEquals(1.2, report.value("p99-ratio, 200/s"), 0.01);
    assertEquals(1.5, report.value("cpu-ratio, 200/s"));
    assertEquals(1_000, report.value("per-second, at_least_once"));
    assertEquals(800, report.value("per-second, exactly_once"));
    assertEquals(5, report.value("p50-ms, 200/s, exactly_once"), 0.01);
    assertTrue(report.notes.stream().anyMatch(note -> note.contains("no goal")));
  }

  private static Map<Contender, Throughput> both(Throughput atLeastOnce, Throughput exactlyOnce) {
    return Map.of(Contender.ROUTER, atLeastOnce, Contender.TRANSACTIONAL, exactlyOnce);
  }

  private static Throughput shown(int perSecond, long cpuUs) {
    return new Throughput(
        perSecond, 1_000_000_000, new Counters(cpuUs * 1_000 * perSecond, 0, 0, 0, 0));
  }

  private static Round round(int p50Ms, int p99Ms, long cpuUs) {
    var nanos = new Histogram(3);
    nanos.recordValueWithCount(p50Ms * 1_000_000L, 98);
    nanos.recordValueWithCount(p99Ms * 1_000_000L, 2);
    return new Round(nanos, new Counters(cpuUs * 1_000 * 100, 0, 0, 0, 0), 0);
  }
}
