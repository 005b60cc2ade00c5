package dev.skyvane.standalone.demo;

import dev.skyvane.emulator.Ledger;
import dev.skyvane.standalone.world.World;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What the clouds' own meters say.
 *
 * @param calls calls that arrived
 * @param usd what they charge, in USD
 */
record Account(long calls, BigDecimal usd) {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Sums the meters as soon as every call has ended and as many have arrived as expected. */
  static Account of(World world, long expected) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline
        && (world.ledgers().values().stream().anyMatch(ledger -> ledger.open() > 0)
            || calls(world) < expected)) {
      LockSupport.parkNanos(5_000_000);
    }
    var usd =
        world.ledgers().values().stream()
            .map(ledger -> ledger.totals().usd())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Account(calls(world), usd);
  }

  private static long calls(World world) {
    return world.ledgers().values().stream().mapToLong(Ledger::arrived).sum();
  }

  /** An amount for people: six significant digits. */
  static String rounded(BigDecimal usd) {
    return usd.round(new MathContext(6)).toPlainString();
  }
}
