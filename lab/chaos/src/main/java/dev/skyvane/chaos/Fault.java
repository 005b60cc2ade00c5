package dev.skyvane.chaos;

import dev.skyvane.emulator.Faults;
import dev.skyvane.schemas.Topic;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong, and how it is put right. Both block until it is so.
 *
 * @param name in words
 * @param upsets whether the site can't keep its times meanwhile, and has to catch up afterwards
 * @param begin makes it wrong
 * @param end puts it right
 */
public record Fault(
    String name, boolean upsets, Consumer<ChaosSite> begin, Consumer<ChaosSite> end) {

  void strike(ChaosSite site) {
    begin.accept(site);
  }

  void heal(ChaosSite site) {
    end.accept(site);
  }

  /** Both at once, this one first; they heal the other way round. */
  public Fault with(Fault other) {
    return new Fault(
        name + " and " + other.name,
        upsets || other.upsets,
        begin.andThen(other.begin),
        other.end.andThen(end));
  }

  /** A router ends as a crash does, and is started again. */
  public static Fault killedRouter(int index) {
    return new Fault(
        "router " + index + " killed",
        true,
        site -> killed(site, index),
        site -> started(site, index));
  }

  private static void killed(ChaosSite site, int index) {
    site.routers.get(index).kill();
    // Marked afterwards: what it had begun before is what may run twice.
    site.watch().losses.killed();
  }

  /** A router is told to end, drains, and is started again. */
  public static Fault restartedRouter(int index) {
    return new Fault(
        "router " + index + " restarted",
        true,
        site -> {
          site.routers.get(index).stop();
          site.watch().losses.handedOver();
        },
        site -> started(site, index));
  }

  private static void started(ChaosSite site, int index) {
    site.routers.get(index).launch();
    site.routers.get(index).awaitReady();
    site.watch().losses.handedOver();
  }

  /** A router does nothing until the others have taken over its partitions, and then goes on. */
  public static Fault frozenRouter(int index) {
    return new Fault(
        "router " + index + " frozen",
        true,
        site -> {
          long from = System.nanoTime();
          site.routers.get(index).freeze();
          site.group.awaitMembers(site.routers.size() - 1);
          site.watch().losses.cutOff(from);
        },
        site -> {
          site.routers.get(index).thaw();
          // From now on it begins nothing that it has not asked the group for.
          site.watch().losses.rejoined();
          site.routers.get(index).awaitLost();
          site.awaitBalanced();
          site.watch().losses.handedOver();
        });
  }

  /** A broker stops in good order, and starts again. */
  public static Fault stoppedBroker(int index) {
    return new Fault(
        "broker " + index + " stopped",
        true,
        site -> site.cluster.kafka.stopBroker(index),
        site -> site.cluster.kafka.startBroker(index));
  }

  /** A broker ends as a crash does, and starts again. */
  public static Fault killedBroker(int index) {
    return new Fault(
        "broker " + index + " killed",
        true,
        site -> site.cluster.kafka.killBroker(index),
        site -> site.cluster.kafka.startBroker(index));
  }

  /** The broker that leads the first partition of the invocations does nothing for a while. */
  public static Fault frozenLeader() {
    var frozen = new int[1];
    return new Fault(
        "leader frozen",
        true,
        site -> {
          frozen[0] = site.cluster.leader(site.topics.of(Topic.INVOCATIONS), 0);
          site.cluster.kafka.freezeBroker(frozen[0]);
        },
        site -> site.cluster.kafka.thawBroker(frozen[0]));
  }

  /** A region is down. */
  public static Fault outage(String region, Faults.Outage outage) {
    return provider("outage " + outage + " of " + region, region, f -> f.withOutage(outage));
  }

  /** A share of a region's calls is never answered. */
  public static Fault hang(String region, double share) {
    return provider("hang of " + region, region, f -> f.withHangRate(share));
  }

  /** A region answers later. */
  public static Fault slow(String region, double ms) {
    return provider(region + " slow", region, f -> f.withSlowdownMs(ms));
  }

  /** A region's answers trickle. */
  public static Fault trickling(String region, double ms) {
    return provider(region + " trickling", region, f -> f.withSlowBodyMs(ms));
  }

  /** A region refuses a share of the calls for their number. */
  public static Fault throttles(String region, double share) {
    return provider("throttles of " + region, region, f -> f.withThrottleRate(share));
  }

  /** A region fails a share of the calls. */
  public static Fault errors(String region, double share) {
    return provider("errors of " + region, region, f -> f.withErrorRate(share));
  }

  private static Fault provider(String name, String region, UnaryOperator<Faults.Settings> change) {
    return new Fault(
        name,
        false,
        site -> site.clouds.region(region).faults().change(change),
        site -> site.clouds.region(region).faults().clear());
  }

  /** Every connection to the providers is reset, when it begins and when it ends. */
  public static Fault resets() {
    Consumer<ChaosSite> reset =
        site -> {
          long from = System.nanoTime();
          site.clouds.proxies().forEach(proxy -> proxy.reset());
          site.watch().losses.answersCut(from);
        };
    return new Fault("connections reset", false, reset, reset);
  }

  /** No byte passes between routers and providers for a while. */
  public static Fault stillness() {
    var from = new long[1];
    return new Fault(
        "network still",
        false,
        site -> {
          from[0] = System.nanoTime();
          site.clouds.proxies().forEach(proxy -> proxy.holdStill(true));
        },
        site -> {
          site.clouds.proxies().forEach(proxy -> proxy.holdStill(false));
          site.watch().losses.answersCut(from[0]);
        });
  }

  /** The schema registry answers nobody. */
  public static Fault registryDown() {
    return new Fault(
        "registry down",
        true,
        site -> site.cluster.stopRegistry(),
        site -> site.cluster.startRegistry());
  }

  /**
   * A router is killed and started again while the registry is down: it can read nothing until the
   * registry is back.
   */
  public static Fault routerStartedWithoutRegistry(int index) {
    return new Fault(
        "registry down, router " + index + " killed and started",
        true,
        site -> {
          site.cluster.stopRegistry();
          killed(site, index);
          site.routers.get(index).launch();
        },
        site -> {
          site.cluster.startRegistry();
          site.routers.get(index).awaitReady();
          site.watch().losses.handedOver();
        });
  }

  /**
   * One function hangs at 80 % of the traffic. What else there is goes on as before where windows
   * are fair.
   */
  public static Fault hangingFunction(Promises promises) {
    return new Fault(
        "one function hangs",
        !promises.fairWindows(),
        site -> site.publish(Mix.HANGING),
        site -> site.publish(site.shape.mix()));
  }
}
