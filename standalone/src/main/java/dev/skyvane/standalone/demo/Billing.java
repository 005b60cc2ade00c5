package dev.skyvane.standalone.demo;

import dev.skyvane.standalone.cluster.UnreachableException;
import dev.skyvane.standalone.terminal.Progress;
import dev.skyvane.standalone.world.World;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Waits for the bill of the demo's runs. */
final class Billing {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A bill is made of what is committed, and written each second. */
  private static final Duration AGAIN = Duration.ofMillis(200);

  private static final Bill NOTHING = new Bill(Map.of());

  private final LiveTables tables;
  private final World world;
  private final Set<String> functions;
  private final YearMonth begin = month();

  /**
   * Before the first run: a bill is of a month, and this one may end before the demo does.
   *
   * @param functions names of the demo's functions
   */
  Billing(LiveTables tables, World world, Set<String> functions) {
    this.tables = tables;
    this.world = world;
    this.functions = Set.copyOf(functions);
  }

  /**
   * The bill once all of so many runs are on it; after a time as it is then.
   *
   * @throws UnreachableException if the cost stream does not answer all that time
   */
  Bill of(long runs, Progress progress) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    var bill = read(deadline);
    while (bill.runs() < runs && System.nanoTime() < deadline) {
      progress.now(
          "waiting for the cost stream: %,d of %,d runs are on the bill"
              .formatted(bill.runs(), runs));
      LockSupport.parkNanos(AGAIN.toNanos());
      bill = read(deadline);
    }
    progress.erase();
    return bill;
  }

  private Bill read(long deadline) {
    try {
      return read();
    } catch (UnreachableException e) {
      if (System.nanoTime() >= deadline) {
        throw e;
      }
      return NOTHING;
    }
  }

  private Bill read() {
    List<YearMonth> months = Stream.of(begin, month()).distinct().toList();
    return Bill.of(tables.bills(months), functions, world::service);
  }

  private static YearMonth month() {
    return YearMonth.now(ZoneOffset.UTC);
  }
}
