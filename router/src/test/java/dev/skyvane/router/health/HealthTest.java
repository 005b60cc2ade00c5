package dev.skyvane.router.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watch on its own thread, at its own pace. */
class HealthTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Health health = new Health(Duration.ofMillis(500));
  private final AtomicReference<List<Pulse>> pulses = new AtomicReference<>(List.of());
  private final ConcurrentLinkedQueue<String> healed = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    health.close();
  }

  @Test
  void aStallForOurReasonMakesNotReadyUntilItEnds() {
    assertTrue(health.readiness().report().ready());
    health.watch(pulses::get, healed::add);
    pulses.set(List.of(new Pulse("t-3", 1, true, "waits for the registry")));
    Awaitility.await().atMost(LIMIT).until(() -> !health.readiness().report().ready());
    assertEquals(1, health.stalled());
    var reason = health.readiness().report().reasons().getFirst();
    assertTrue(reason.contains("t-3") && reason.contains("waits for the registry"), reason);
    assertEquals(List.of("t-3"), List.copyOf(healed));

    pulses.set(List.of(new Pulse("t-3", 2, true, "waits for the registry")));
    Awaitility.await().atMost(LIMIT).until(() -> health.readiness().report().ready());
    assertEquals(0, health.stalled());
  }

  @Test
  void aStallForAFunctionsSakeIsANotice() {
    health.watch(pulses::get, healed::add);
    pulses.set(List.of(new Pulse("t-3", 1, true, "calling aws since 70 s", false)));
    Awaitility.await().atMost(LIMIT).until(() -> health.stalled() == 1);
    var report = health.readiness().report();
    assertTrue(report.ready(), report.toString());
    assertTrue(report.notices().getFirst().contains("calling aws"), report.toString());
  }

  @Test
  void aRouterThatStopsIsNotReady() {
    health.stopping();
    assertEquals(List.of("the router is stopping"), health.readiness().report().reasons());
    assertFalse(health.readiness().report().ready());
  }
}
