package dev.skyvane.emulator;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The meter of a region: one entry for each call that arrived, written when the call ends.
 * Thread-safe. Totals count every call; of the entries the newest are kept, up to a capacity.
 */
public final class Ledger {

  /**
   * Sums over calls.
   *
   * @param calls calls that ended
   * @param ok of them, answered by the function
   * @param functionErrors of them, failed by the function
   * @param timeouts of them, run over their timeout
   * @param throttled of them, over a limit
   * @param faults of them, failed by the provider
   * @param rejected of them, the caller's mistake
   * @param cancelled of them, given up by the caller before the function began
   * @param unanswered of them, those whose answer was not wholly handed to the caller
   * @param coldStarts runs that began an instance
   * @param durationMs durations of the runs, in ms
   * @param billedMs durations billed, in ms
   * @param requestBytes bytes of the requests' bodies
   * @param responseBytes bytes of the answers' bodies
   * @param usd what the region charges, exactly
   */
  public record Totals(
      long calls,
      long ok,
      long functionErrors,
      long timeouts,
      long throttled,
      long faults,
      long rejected,
      long cancelled,
      long unanswered,
      long coldStarts,
      double durationMs,
      long billedMs,
      long requestBytes,
      long responseBytes,
      BigDecimal usd) {

    /** No calls. */
    public static final Totals ZERO =
        new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO);

    /** Runs, which are what is charged. */
    public long runs() {
      return ok + functionErrors + timeouts;
    }

    /** The sum of both. */
    public Totals plus(Totals o) {
      return new Totals(
          calls + o.calls,
          ok + o.ok,
          functionErrors + o.functionErrors,
          timeouts + o.timeouts,
          throttled + o.throttled,
          faults + o.faults,
          rejected + o.rejected,
          cancelled + o.cancelled,
          unanswered + o.unanswered,
          coldStarts + o.coldStarts,
          durationMs + o.durationMs,
          billedMs + o.billedMs,
          requestBytes + o.requestBytes,
          responseBytes + o.responseBytes,
          usd.add(o.usd));
    }

    static Totals of(LedgerEntry e) {
      var s = e.status();
      return new Totals(
          1,
          one(s == LedgerEntry.Status.OK),
          one(s == LedgerEntry.Status.FUNCTION_ERROR),
          one(s == LedgerEntry.Status.TIMEOUT),
          one(s == LedgerEntry.Status.THROTTLED),
          one(s == LedgerEntry.Status.FAULT),
          one(s == LedgerEntry.Status.REJECTED),
          one(s == LedgerEntry.Status.CANCELLED),
          one(!e.answered()),
          one(e.cold()),
          e.durationMs(),
          e.billedMs(),
          e.requestBytes(),
          e.responseBytes(),
          e.usd());
    }

    private static long one(boolean condition) {
      return condition ? 1 : 0;
    }
  }

  private final int capacity;
  private final ArrayDeque<LedgerEntry> newest = new ArrayDeque<>();
  private final TreeMap<String, Totals> byFunction = new TreeMap<>();
  private long arrived;
  private long ended;

  Ledger(int capacity) {
    this.capacity = capacity;
  }

  /** The newest entries, oldest first, in the order in which the calls ended. */
  public synchronized List<LedgerEntry> entries() {
    return List.copyOf(newest);
  }

  /** Calls that arrived. */
  public synchronized long arrived() {
    return arrived;
  }

  /** Calls that arrived and have not ended. */
  public synchronized long open() {
    return arrived - ended;
  }

  /** Entries that gave way to newer ones; 0 means that {@link #entries()} is complete. */
  public synchronized long dropped() {
    return ended - newest.size();
  }

  /** Sums over all calls that ended. */
  public synchronized Totals totals() {
    return byFunction.values().stream().reduce(Totals.ZERO, Totals::plus);
  }

  /** Sums over the calls of one function. */
  public synchronized Totals totals(String function) {
    return byFunction.getOrDefault(function, Totals.ZERO);
  }

  /** Sums by function. Names that are not deployed are summed under {@code ?}. */
  public synchronized SortedMap<String, Totals> totalsByFunction() {
    return new TreeMap<>(byFunction);
  }

  synchronized void arrive() {
    arrived++;
  }

  synchronized void end(LedgerEntry entry) {
    ended++;
    var known = entry.memoryMb() > 0 ? entry.function() : "?";
    byFunction.merge(known, Totals.of(entry), Totals::plus);
    if (capacity == 0) {
      return;
    }
    if (newest.size() == capacity) {
      newest.removeFirst();
    }
    newest.addLast(entry);
  }
}
