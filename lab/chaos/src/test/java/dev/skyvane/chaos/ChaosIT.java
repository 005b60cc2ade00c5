package dev.skyvane.chaos;

import dev.skyvane.emulator.Faults.Outage;
import dev.skyvane.testkit.Seed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The short form of the chaos suite: what a site goes through in production, in some minutes.
 *
 * <p>Asserted after every scenario, from the callers' topics and the providers' ledgers alone:
 *
 * <ul>
 *   <li>no invocation is lost;
 *   <li>one terminal record each; after a router was lost without good-bye, so many more as it may
 *       have written and not committed; none after restarts in good order, or without routers lost;
 *   <li>no provider is called again for what it answered, unless a router was lost within 3 s of
 *       the answer;
 *   <li>at most {@code maxAttempts} calls, and more after losses as far as {@link Promises} says;
 *   <li>order per key, one in flight, through retries and orderly changes of the owner; after a
 *       loss the lost router's calls may still run at the provider;
 *   <li>hard constraints, in every call;
 *   <li>a region's limit, for each router or for all together;
 *   <li>nothing stays in flight;
 *   <li>what is given up is given up within its schedule + 2 s, unless Kafka, the registry or a
 *       router was away meanwhile;
 *   <li>a router's memory, and that it never ends by itself;
 *   <li>every answer is the right one.
 * </ul>
 *
 * <p>{@code -Dskyvane.chaos.guarantee=exactly_once} runs it for the other guarantee.
 */
@Tag("chaos")
class ChaosIT {
  private static ChaosCluster cluster;

  @BeforeAll
  static void start() {
    cluster = ChaosCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void oneRouterIsKilledWithoutARegistryAndTheOtherFreezesUntilItHasLostItsPartitions() {
    try (var site = site("lost", Shape.of(70).withSession(Duration.ofSeconds(6)), Seed.fresh())) {
      site.awaitSteady();
      site.awaitMore(140);
      site.suffer(Fault.routerStartedWithoutRegistry(0), 70);
      site.awaitMore(140);
      site.suffer(Fault.frozenRouter(1), 70);
      site.awaitMore(70);
      site.assertGuarantees();
    }
  }

  @Test
  void threeRoutersAreRestartedOneAfterTheOther() {
    var shape = Shape.of(70).withRouters(3);
    try (var site = site("rolling", shape, Seed.fresh())) {
      site.awaitSteady();
      for (int i = 0; i < shape.routers(); i++) {
        site.suffer(Fault.restartedRouter(i), 0);
        site.awaitMore(70);
      }
      site.assertGuarantees();
    }
  }

  @Test
  void providersFailInEveryWay() {
    var shape =
        Shape.of(70)
            .withRouters(1)
            .withLimit(12)
            .withFailingProviders(Duration.ofMillis(1_500))
            .withDeadline(Duration.ofSeconds(10))
            .withProxies();
    try (var site = site("providers", shape, Seed.fresh())) {
      site.awaitSteady();
      site.suffer(Fault.outage("aws:eu-north-1", Outage.UNAVAILABLE), 100);
      site.suffer(Fault.outage("aws:eu-north-1", Outage.DROPPED), 100);
      site.suffer(Fault.hang("http:frankfurt", 0.5), 150);
      site.suffer(Fault.throttles("aws:eu-north-1", 0.9), 100);
      site.suffer(Fault.slow("aws:eu-north-1", 300), 150);
      site.suffer(Fault.trickling("http:frankfurt", 300), 100);
      site.suffer(Fault.resets(), 70);
      site.suffer(Fault.stillness(), 70);
      site.awaitMore(70);
      site.assertGuarantees();
    }
  }

  @Test
  void brokersAndTheRegistryComeAndGo() {
    try (var site = site("brokers", Shape.of(70), Seed.fresh())) {
      site.awaitSteady();
      site.suffer(Fault.stoppedBroker(0), 140);
      site.suffer(Fault.frozenLeader(), 140);
      site.suffer(Fault.killedBroker(1), 70);
      site.suffer(Fault.registryDown(), 140);
      site.awaitMore(70);
      site.assertGuarantees();
    }
  }

  @Test
  void oneFunctionHangsAtFourFifthsOfTheTraffic() {
    var shape =
        Shape.of(60)
            .withRouters(1)
            .withLimit(400)
            .withMix(Mix.WITHOUT_HANGING)
            .withFailingProviders(Duration.ofMillis(1_000))
            .withDeadline(Duration.ofSeconds(8));
    try (var site = site("hanging", shape, Seed.fresh())) {
      site.awaitSteady();
      // Past the first calls of each kind, which are slow.
      site.awaitMore(480);
      long from = System.nanoTime();
      site.awaitMore(360);
      long strike = System.nanoTime();
      // A fifth of them are the others, and a percentile needs a hundred.
      site.suffer(Fault.hangingFunction(Promises.given()), 720);
      site.watch().latency.compare(from, strike, System.nanoTime());
      site.assertGuarantees();
      System.out.printf(
          "chaos: p99 of the others %.0f ms before, %.0f ms meanwhile%n",
          site.watch().latency.beforeMs(), site.watch().latency.duringMs());
    }
  }

  @Test
  void payloadsOfTheLimitPassThroughSmallRouters() {
    int mib = 1024 * 1024;
    var shape =
        Shape.of(20)
            .withMix(Mix.BULKY)
            .withPayloadLimit(8 * mib)
            .withJvm(256, List.of())
            .withSetting("inflight.max.bytes", Integer.toString(32 * mib));
    try (var site = site("bulky", shape, Seed.fresh())) {
      site.awaitSteady();
      site.awaitMore(60);
      site.assertGuarantees();
    }
  }

  @Test
  void faultsAreDrawnAtRandom() {
    var seed = Seed.fresh();
    var shape =
        Shape.of(70)
            .withSession(Duration.ofSeconds(6))
            .withFailingProviders(Duration.ofMillis(2_500));
    var draw = new FaultDraw(seed.generator(), shape.routers());
    try (var site = site("random", shape, seed)) {
      site.awaitSteady();
      for (int i = 0; i < 4; i++) {
        site.suffer(draw.next(), 100);
        site.awaitMore(70);
      }
      site.assertGuarantees();
    }
  }

  private static ChaosSite site(String name, Shape shape, Seed seed) {
    var site =
        new ChaosSite(
            cluster,
            name,
            shape.withPromises(Promises.given()),
            seed,
            line -> System.out.println("chaos: " + line));
    site.begin();
    return site;
  }
}
