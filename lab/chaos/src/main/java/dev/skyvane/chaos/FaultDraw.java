package dev.skyvane.chaos;

import dev.skyvane.emulator.Faults.Outage;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws faults: of routers, of Kafka and the registry, of providers, now and then two at once. */
public final class FaultDraw {
  private static final int BROKERS = ChaosCluster.COPIES;
  private static final double TWO_AT_ONCE = 0.2;

  private final RandomGenerator random;
  private final int routers;

  /**
   * A draw.
   *
   * @param routers how many the site has
   */
  public FaultDraw(RandomGenerator random, int routers) {
    this.random = random;
    this.routers = routers;
  }

  /** The next fault. */
  public Fault next() {
    var first = one();
    return random.nextDouble() < TWO_AT_ONCE ? ofProvider().with(first) : first;
  }

  private Fault one() {
    int router = random.nextInt(routers);
    int broker = random.nextInt(BROKERS);
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> Fault.killedRouter(router);
      case 4, 5 -> Fault.restartedRouter(router);
      case 6 -> Fault.frozenRouter(router);
      case 7 -> Fault.stoppedBroker(broker);
      case 8 -> Fault.killedBroker(broker);
      case 9 -> Fault.frozenLeader();
      case 10 -> Fault.registryDown();
      default -> ofProvider();
    };
  }

  private Fault ofProvider() {
    var region = Clouds.REGIONS.get(random.nextInt(Clouds.REGIONS.size()));
    double share = random.nextDouble(0.3, 1);
    double ms = random.nextDouble(50, 400);
    return switch (random.nextInt(7)) {
      case 0 -> Fault.outage(region, outages().get(random.nextInt(outages().size())));
      case 1 -> Fault.hang(region, share);
      case 2 -> Fault.throttles(region, share);
      case 3 -> Fault.errors(region, share);
      case 4 -> Fault.slow(region, ms);
      case 5 -> Fault.trickling(region, ms);
      default -> Fault.outage(region, Outage.REFUSED);
    };
  }

  private static List<Outage> outages() {
    return List.of(Outage.UNAVAILABLE, Outage.DROPPED);
  }
}
