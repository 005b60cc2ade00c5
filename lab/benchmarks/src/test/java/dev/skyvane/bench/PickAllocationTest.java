package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.skyvane.router.limit.Slot;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a pick allocates nothing, counted to the byte; whatever the compiler makes of it. */
class PickAllocationTest {
  private static final int PICKS = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final PickMeasurement measurement = new PickMeasurement();
  private final PickMeasurement.Own own = new PickMeasurement.Own();

  @ParameterizedTest
  @CsvSource({
    "least-outstanding, 19, first",
    "least-outstanding, 64, third",
    "least-outstanding, 64, full",
    "capacity, 19, first",
    "capacity, 64, third",
    "capacity, 64, full",
    "two-choices, 19, first",
    "two-choices, 64, third",
    "two-choices, 64, full",
    "round-robin, 19, first",
    "round-robin, 64, third",
    "round-robin, 64, full"
  })
  void picksAllocateNothing(String spread, int deployments, String attempt) {
    var shared = shared(spread, deployments, attempt);
    own.begin(shared);
    long before = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < PICKS; i++) {
      measurement.pick(shared, own);
    }

    assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
  }

  @Test
  void whatAllocatesIsSeen() {
    var shared = shared("round-robin", 19, "first");
    var slots = new Slot[PICKS];
    long before = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < PICKS; i++) {
      slots[i] = new Slot(shared.plan.candidate(0).deployment().load());
    }

    assertTrue(threads.getCurrentThreadAllocatedBytes() - before >= 16L * slots.length);
  }

  private static PickMeasurement.Shared shared(String spread, int deployments, String attempt) {
    var shared = new PickMeasurement.Shared();
    shared.spread = spread;
    shared.deployments = deployments;
    shared.attempt = attempt;
    shared.seed = 1;
    shared.plan();
    return shared;
  }
}
