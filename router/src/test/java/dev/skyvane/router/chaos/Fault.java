package dev.skyvane.router.chaos;

import dev.skyvane.emulator.Faults;
import dev.skyvane.schemas.Topic;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong, and how it is put right. Both block until it is so.
 *
 * @param name in words
 * @param begin makes it wrong
 * @param end puts it right
 */
record Fault(String name, Consumer<ChaosSite> begin, Consumer<ChaosSite> end) {

  void strike(ChaosSite site) {
    begin.accept(site);
  }

  void heal(ChaosSite site) {
    end.accept(site);
  }

  /** A router ends as a crash does, and is started again. */
  static Fault killedRouter(int index) {
    return new Fault(
        "router " + index + " killed",
        site -> {
          site.routers.get(index).kill();
          // Marked afterwards: what it had begun before is what may run twice.
          site.watch.losses.killed();
        },
        site -> started(site, index));
  }

  /** A router is told to end, drains, and is started again. */
  static Fault restartedRouter(int index) {
    return new Fault(
        "router " + index + " restarted",
        site -> {
          site.routers.get(index).stop();
          site.watch.losses.handedOver();
        },
        site -> started(site, index));
  }

  private static void started(ChaosSite site, int index) {
    site.routers.get(index).launch();
    site.routers.get(index).awaitReady();
    site.watch.losses.handedOver();
  }

  /** A router does nothing until the others have taken over its partitions, and then goes on. */
  static Fault frozenRouter(int index) {
    return new Fault(
        "router " + index + " frozen",
        site -> {
          long from = System.nanoTime();
          site.routers.get(index).freeze();
          site.awaitMembers(site.routers.size() - 1);
          site.watch.losses.cutOff(from);
        },
        site -> {
          site.routers.get(index).thaw();
          site.routers.get(index).awaitLost();
          site.awaitMembers(site.routers.size());
          site.watch.losses.rejoined();
        });
  }

  /** A broker stops in good order, and starts again. */
  static Fault stoppedBroker(int index) {
    return new Fault(
        "broker " + index + " stopped",
        site -> site.broker.kafka.stopBroker(index),
        site -> site.broker.kafka.startBroker(index));
  }

  /** A broker ends as a crash does, and starts again. */
  static Fault killedBroker(int index) {
    return new Fault(
        "broker " + index + " killed",
        site -> site.broker.kafka.killBroker(index),
        site -> site.broker.kafka.startBroker(index));
  }

  /** The broker that leads the first partition of the invocations does nothing for a while. */
  static Fault frozenLeader() {
    var frozen = new int[1];
    return new Fault(
        "leader frozen",
        site -> {
          frozen[0] = site.broker.leader(site.topics.of(Topic.INVOCATIONS), 0);
          site.broker.kafka.freezeBroker(frozen[0]);
        },
        site -> site.broker.kafka.thawBroker(frozen[0]));
  }

  /** A region is down. */
  static Fault outage(String region, Faults.Outage outage) {
    return provider("outage " + outage + " of " + region, region, f -> f.withOutage(outage));
  }

  /** A share of a region's calls is never answered. */
  static Fault hang(String region, double share) {
    return provider("hang of " + region, region, f -> f.withHangRate(share));
  }

  /** A region answers later. */
  static Fault slow(String region, double ms) {
    return provider(region + " slow", region, f -> f.withSlowdownMs(ms));
  }

  /** A region's answers trickle. */
  static Fault trickling(String region, double ms) {
    return provider(region + " trickling", region, f -> f.withSlowBodyMs(ms));
  }

  /** A region refuses a share of the calls for their number. */
  static Fault throttles(String region, double share) {
    return provider("throttles of " + region, region, f -> f.withThrottleRate(share));
  }

  /** A region fails a share of the calls. */
  static Fault errors(String region, double share) {
    return provider("errors of " + region, region, f -> f.withErrorRate(share));
  }

  private static Fault provider(String name, String region, UnaryOperator<Faults.Settings> change) {
    return new Fault(
        name,
        site -> site.clouds.region(region).faults().change(change),
        site -> site.clouds.region(region).faults().clear());
  }

  /** Every connection to the providers is reset, when it begins and when it ends. */
  static Fault resets() {
    Consumer<ChaosSite> reset = site -> site.clouds.proxies().forEach(proxy -> proxy.reset());
    return new Fault("connections reset", reset, reset);
  }

  /** No byte passes between routers and providers for a while. */
  static Fault stillness() {
    return new Fault(
        "network still",
        site -> site.clouds.proxies().forEach(proxy -> proxy.holdStill(true)),
        site -> site.clouds.proxies().forEach(proxy -> proxy.holdStill(false)));
  }
}
