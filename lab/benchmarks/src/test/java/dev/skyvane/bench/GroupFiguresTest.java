package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.bench.rig.GroupRig.Protocol;
import dev.skyvane.bench.rig.Interruption;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class GroupFiguresTest {
  private final KeptReport report = new KeptReport();

  @Test
  void theLongestWaitAndThoseWhoWaitedLongAreReported() {
    new GroupFigures(
            Map.of(
                Protocol.CLASSIC,
                List.of(seen(500, 3), seen(2_000, 1), seen(3_000, 8)),
                Protocol.CONSUMER,
                List.of(seen(1_500, 0))),
            Map.of(Protocol.CLASSIC, List.of(seen(7_000, 2))))
        .report(report, GroupEffort.of(true), 1);

    assertEquals(2_000, report.value("longest, restarts, classic"), 2);
    assertEquals(500, report.value("longest, restarts, classic, least"), 1);
    assertEquals(3_000, report.value("longest, restarts, classic, most"), 3);
    assertEquals(10, report.value("late, restarts, classic"));
    assertEquals(0, report.value("late, restarts, classic, least"));
    assertEquals(3, report.value("repeated, restarts, classic"));
    assertEquals(1_500, report.value("longest, restarts, consumer"), 2);
    assertEquals(7_000, report.value("longest, kill, classic"), 7);
    assertEquals(4, report.value("took, kill, classic"));
  }

  /** 990 callers that wait 2 ms, and 10 that wait longer. */
  private static Interruption seen(long longestMs, long repeated) {
    var nanos = new Histogram(3);
    nanos.recordValueWithCount(2_000_000, 990);
    nanos.recordValueWithCount(longestMs * 1_000_000, 10);
    return new Interruption(nanos, 4, repeated, 0);
  }
}
