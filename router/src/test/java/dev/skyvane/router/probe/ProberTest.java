package dev.skyvane.router.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.dispatch.ProbeCall;
import dev.skyvane.router.dispatch.Stage;
import dev.skyvane.router.schedule.Basis;
import dev.skyvane.router.schedule.Observation;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.Probe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProberTest {
  private static final Vantage HERE = new Vantage("here", new Coordinates(0, 0));

  private final Stage stage = new Stage();
  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
  private final AtomicLong looks = new AtomicLong();
  private final Prober prober =
      new Prober(
          () -> {
            looks.incrementAndGet();
            return stage.surroundings.world().get();
          },
          stage.surroundings.plans(),
          HERE,
          new ProbeCall(stage.surroundings),
          stage.loop,
          now::get);

  @AfterEach
  void stop() {
    prober.close();
    stage.close();
  }

  private static FunctionSpec.Builder spec() {
    return Stage.spec(1)
        .setSloP95Ms(1_200L)
        .setProbe(
            Probe.newBuilder()
                .setPayload(ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8)))
                .setMaxUsdPerDay("100")
                .build());
  }

  private void measured(String deployment, double latencyMs) {
    measured(deployment, latencyMs, now.get());
  }

  private void measured(String deployment, double latencyMs, long asOf) {
    stage.measured.put(
        deployment,
        new Observation(
            Basis.LIVE,
            latencyMs,
            latencyMs,
            latencyMs,
            latencyMs,
            latencyMs,
            asOf,
            Long.MAX_VALUE));
  }

  /** Lets a time pass, and the prober look at least twice after it. */
  private void pass(long millis) {
    now.addAndGet(millis);
    long before = looks.get();
    Stage.until("looks", () -> looks.get() > before + 1);
  }

  private List<String> called() {
    return stage.calls.stream().map(call -> call.target().deployment()).toList();
  }

  @Test
  void whatWasNotMeasuredLatelyIsProbedOneInASecond() {
    stage.register(spec().build(), Stage.places(1, 1, 1));
    measured("d1", 100);
    prober.start();
    pass(0);
    assertEquals(List.of("d0"), called());
    pass(999);
    assertEquals(List.of("d0"), called());
    pass(1);
    assertEquals(List.of("d0", "d2"), called());
    pass(58_000);
    assertEquals(List.of("d0", "d2"), called(), "none is a minute old");
    pass(1_000);
    pass(1_000);
    assertEquals("d1", called().get(2).equals("d1") ? "d1" : called().get(3));
  }

  @Test
  void whoViolatesTheObjectiveIsProbedEverySecondUntilItHasHealed() {
    stage.register(spec().build(), Stage.places(1, 1));
    measured("d0", 1_300);
    measured("d1", 100);
    prober.start();
    pass(0);
    pass(1_000);
    pass(1_000);
    assertEquals(List.of("d0", "d0", "d0"), called());
    Stage.until("outcomes", () -> stage.outcomes.size() == 3);
    measured("d0", 300, now.get() + 1_000);
    pass(1_000);
    assertEquals(3, called().size(), "callers use it again");
  }

  @Test
  void whoHasHealedIsProbedUntilItsMeanSaysSo() {
    stage.register(spec().build(), Stage.places(1));
    measured("d0", 1_300);
    prober.start();
    pass(0);
    Stage.until("outcome", () -> stage.outcomes.size() == 1);
    measured("d0", 1_100);
    pass(1_000);
    assertEquals(2, called().size(), "the probe took milliseconds, the mean is still far off");
    Stage.until("outcome", () -> stage.outcomes.size() == 2);
    measured("d0", stage.outcomes.getLast().getInFlightMs());
    pass(1_000);
    assertEquals(2, called().size());
  }

  @Test
  void aProbeIsToldFromOtherCallsAndAnswersNobody() {
    stage.register(spec().build(), Stage.places(1));
    prober.start();
    Stage.until("outcome", () -> stage.outcomes.size() == 1);
    FunctionCall call = stage.calls.getFirst();
    assertEquals("ping", StandardCharsets.UTF_8.decode(call.payload().duplicate()).toString());
    assertEquals("application/json", call.contentType());
    Outcome outcome = stage.outcomes.getFirst();
    assertTrue(outcome.getProbe());
    assertTrue(outcome.getInvocationId().startsWith("probe-"));
    assertEquals("here", outcome.getVantage());
    assertEquals(List.of(), stage.answers);
    Stage.until("place", () -> stage.loads.inFlight() == 0);
  }

  @Test
  void nobodyIsProbedWithoutAskingOrMoneyOrAPlace() {
    stage.register(spec().setProbe(null).build(), Stage.places(1));
    prober.start();
    pass(1_000);
    assertEquals(List.of(), called());
    var poor = spec();
    poor.getProbe().setMaxUsdPerDay("0.5");
    stage.register(poor.build(), Stage.places(1));
    pass(1_000);
    assertEquals(List.of(), called(), "a call costs 1 USD");
    stage.register(spec().build(), Stage.places(0));
    pass(1_000);
    assertEquals(List.of(), called(), "its limit is 0");
    stage.register(spec().setPaused(true).build(), Stage.places(1));
    pass(1_000);
    assertEquals(List.of(), called());
    stage.register(spec().build(), Stage.places(1));
    pass(1_000);
    assertEquals(List.of("d0"), called());
  }
}
