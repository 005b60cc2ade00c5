package dev.skyvane.router.chaos;

import java.time.Duration;

/**
 * What a site under chaos looks like.
 *
 * @param routers processes
 * @param perSecond invocations published per second
 * @param timeout of an attempt
 * @param session of a router in its group: after that long without a sign of life it is lost
 * @param limit most calls at one time that a router may make in a region
 * @param providersFail whether the script makes the providers fail
 * @param proxied whether routers reach the providers through proxies that can reset connections
 */
record Shape(
    int routers,
    double perSecond,
    Duration timeout,
    Duration session,
    int limit,
    boolean providersFail,
    boolean proxied) {

  /** Two routers, and providers that do what they should. */
  static Shape of(double perSecond) {
    return new Shape(2, perSecond, Duration.ofSeconds(8), Duration.ofSeconds(20), 24, false, false);
  }

  Shape withRouters(int count) {
    return new Shape(count, perSecond, timeout, session, limit, providersFail, proxied);
  }

  Shape withSession(Duration other) {
    return new Shape(routers, perSecond, timeout, other, limit, providersFail, proxied);
  }

  /** Providers that may fail, and are given up after a shorter time. */
  Shape withFailingProviders(Duration attempt) {
    return new Shape(routers, perSecond, attempt, session, limit, true, proxied);
  }

  Shape withProxies() {
    return new Shape(routers, perSecond, timeout, session, limit, providersFail, true);
  }

  Shape withLimit(int calls) {
    return new Shape(routers, perSecond, timeout, session, calls, providersFail, proxied);
  }
}
