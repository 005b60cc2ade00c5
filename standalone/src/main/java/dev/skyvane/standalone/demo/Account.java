package dev.skyvane.standalone.demo;

import dev.skyvane.emulator.CloudService;
import dev.skyvane.emulator.Ledger;
import dev.skyvane.standalone.world.World;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What the clouds' own meters say.
 *
 * @param calls calls that arrived
 * @param meters by what the clouds are emulated as
 */
record Account(long calls, Map<CloudService, Meter> meters) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * One meter.
   *
   * @param runs runs, which are what is charged
   * @param usd what is charged, in USD
   */
  record Meter(long runs, BigDecimal usd) {
    static final Meter ZERO = new Meter(0, BigDecimal.ZERO);

    Meter plus(Meter other) {
      return new Meter(runs + other.runs, usd.add(other.usd));
    }

    Meter less(Meter other) {
      return new Meter(runs - other.runs, usd.subtract(other.usd));
    }
  }

  Account {
    meters = Map.copyOf(meters);
  }

  /** Sums the meters as soon as every call has ended and at least as many have arrived. */
  static Account of(World world, long calls) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline && (open(world) > 0 || arrived(world) < calls)) {
      LockSupport.parkNanos(5_000_000);
    }
    var meters = new EnumMap<CloudService, Meter>(CloudService.class);
    world
        .ledgers()
        .forEach(
            (region, ledger) ->
                meters.merge(
                    world.service(region),
                    new Meter(ledger.totals().runs(), ledger.totals().usd()),
                    Meter::plus));
    return new Account(arrived(world), meters);
  }

  /** What was added since an earlier account. */
  Account since(Account before) {
    var added = new EnumMap<CloudService, Meter>(CloudService.class);
    meters.forEach((service, meter) -> added.put(service, meter.less(before.of(service))));
    return new Account(calls - before.calls, added);
  }

  /** The meter of what is emulated so. */
  Meter of(CloudService service) {
    return meters.getOrDefault(service, Meter.ZERO);
  }

  /**
   * Sums the meters of clouds.
   *
   * @param told of those that tell their callers what they meter, or of the others
   */
  Meter sum(boolean told) {
    return meters.entrySet().stream()
        .filter(entry -> entry.getKey().tellsMetering() == told)
        .map(Map.Entry::getValue)
        .reduce(Meter.ZERO, Meter::plus);
  }

  /** All runs. */
  long runs() {
    return sum(true).runs() + sum(false).runs();
  }

  private static long open(World world) {
    return world.ledgers().values().stream().mapToLong(Ledger::open).sum();
  }

  private static long arrived(World world) {
    return world.ledgers().values().stream().mapToLong(Ledger::arrived).sum();
  }

  /** An amount for people: six significant digits. */
  static String rounded(BigDecimal usd) {
    return usd.signum() == 0 ? "0" : usd.round(new MathContext(6)).toPlainString();
  }
}
