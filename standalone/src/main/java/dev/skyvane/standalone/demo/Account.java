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
 * @param usd what is charged by those that tell their callers what they meter, in USD
 * @param untoldUsd what is charged by the others, in USD
 */
record Account(long calls, BigDecimal usd, BigDecimal untoldUsd) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Sums the meters as soon as every call has ended and at least as many have arrived. */
  static Account of(World world, long calls) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline && (open(world) > 0 || arrived(world) < calls)) {
      LockSupport.parkNanos(5_000_000);
    }
    return new Account(arrived(world), usd(world, true), usd(world, false));
  }

  /** What was added since an earlier account. */
  Account since(Account before) {
    return new Account(
        calls - before.calls, usd.subtract(before.usd), untoldUsd.subtract(before.untoldUsd));
  }

  private static BigDecimal usd(World world, boolean told) {
    return world.ledgers().entrySet().stream()
        .filter(entry -> world.tellsMetering(entry.getKey()) == told)
        .map(entry -> entry.getValue().totals().usd())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static long open(World world) {
    return world.ledgers().values().stream().mapToLong(Ledger::open).sum();
  }

  private static long arrived(World world) {
    return world.ledgers().values().stream().mapToLong(Ledger::arrived).sum();
  }

  /** An amount for people: six significant digits. */
  static String rounded(BigDecimal usd) {
    return usd.round(new MathContext(6)).toPlainString();
  }
}
