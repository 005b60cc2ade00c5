package dev.skyvane.router.chaos;

import dev.skyvane.emulator.Faults.Outage;
import dev.skyvane.testkit.Seed;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The short form of the chaos suite: what a site goes through in production, in about two minutes.
 *
 * <p>Asserted after every scenario, from the callers' topics and the providers' ledgers alone:
 *
 * <ul>
 *   <li>no invocation is lost;
 *   <li>one terminal record each; after a router was lost without good-bye, so many more as it may
 *       have written and not committed; none after restarts in good order, or without routers lost;
 *   <li>no provider is called again for what it answered, unless a router was lost within 3 s of
 *       the answer;
 *   <li>at most {@code maxAttempts} calls, and as many again for each change of a partition's
 *       owner: attempts are not yet counted durably;
 *   <li>order per key, one in flight, through retries and orderly changes of the owner; after a
 *       loss the lost router's calls may still run at the provider;
 *   <li>hard constraints, in every call;
 *   <li>a region's limit times the number of routers: limits are not yet shared among them;
 *   <li>nothing stays in flight;
 *   <li>every answer is the right one.
 * </ul>
 *
 * <p>Not asserted because not promised yet: parking (bounded windows, durable attempts and due
 * times), exactly-once, limits over all routers, dead letters by a schedule.
 */
@Tag("chaos")
class ChaosIT {
  private static Broker broker;

  @BeforeAll
  static void start() {
    broker = new Broker();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void oneRouterIsKilledAndTheOtherFreezesUntilItHasLostItsPartitions() {
    var shape = Shape.of(70).withSession(Duration.ofSeconds(6));
    try (var site = new ChaosSite(broker, "lost", shape, Seed.fresh())) {
      site.awaitSteady();
      site.awaitMore(280);
      site.suffer(Fault.killedRouter(0), 70);
      site.awaitSteady();
      site.awaitMore(280);
      site.suffer(Fault.frozenRouter(1), 70);
      site.awaitMore(70);
      site.assertGuarantees();
    }
  }

  @Test
  void threeRoutersAreRestartedOneAfterTheOther() {
    var shape = Shape.of(70).withRouters(3);
    try (var site = new ChaosSite(broker, "rolling", shape, Seed.fresh())) {
      site.awaitSteady();
      for (int i = 0; i < shape.routers(); i++) {
        site.suffer(Fault.restartedRouter(i), 0);
        site.awaitMore(70);
      }
      site.assertGuarantees();
    }
  }

  @Test
  void providersFailInEveryWayAndThenOneOfThreeBrokersStops() {
    var shape =
        Shape.of(70).withRouters(1).withLimit(12).withFailingProviders(Duration.ofMillis(1_500));
    try (var site = new ChaosSite(broker, "providers", shape, Seed.fresh())) {
      site.awaitSteady();
      site.suffer(Fault.outage("aws:eu-north-1", Outage.UNAVAILABLE), 140);
      site.suffer(Fault.outage("aws:eu-north-1", Outage.DROPPED), 140);
      site.suffer(Fault.hang("http:frankfurt", 0.5), 210);
      site.suffer(Fault.throttles("aws:eu-north-1", 0.9), 140);
      site.suffer(Fault.slow("aws:eu-north-1", 300), 210);
      site.suffer(Fault.stoppedBroker(0), 210);
      site.awaitMore(70);
      site.assertGuarantees();
    }
  }
}
