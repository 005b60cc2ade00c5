package dev.skyvane.router.parking;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parked invocation in memory. There may be a million of them, so its fields are plain, and what
 * most of them share is shared. Used by one loop.
 */
public final class Entry {
  private final long offset;
  private final long dueAt;
  private final long deadline;
  private final long keyHash;
  private final int timeoutMs;
  private final short attempts;
  private final short failures;
  private final byte crashes;
  private final boolean ordered;
  private final Reason reason;
  private final String function;
  private final @Nullable History history;

  /** Place in the heap of due times, or -1. */
  int place = -1;

  /** Whether it is no longer parked. */
  boolean gone;

  private @Nullable Object memory;

  /** What an invocation has behind it. */
  record History(List<String> tried, List<String> refused, Spent spent) {

    /** Of a state; null where there is nothing. */
    static @Nullable History of(Parked parked) {
      return parked.tried().isEmpty() && parked.refused().isEmpty() && untouched(parked.spent())
          ? null
          : new History(parked.tried(), parked.refused(), parked.spent());
    }
  }

  /**
   * An entry of a state.
   *
   * @param function the state's, as an object that its entries share
   * @param history the state's, perhaps shared, too
   */
  Entry(long offset, Parked parked, String function, @Nullable History history) {
    this.offset = offset;
    this.dueAt = parked.dueAt();
    this.deadline = parked.deadline();
    this.keyHash = parked.keyHash() == null ? 0 : parked.keyHash();
    this.ordered = parked.keyHash() != null;
    this.timeoutMs = (int) Math.min(Integer.MAX_VALUE, parked.timeoutMs());
    this.attempts = (short) Math.min(Short.MAX_VALUE, parked.attempts());
    this.failures = (short) Math.min(Short.MAX_VALUE, parked.failures());
    this.crashes = (byte) Math.min(Byte.MAX_VALUE, parked.crashes());
    this.reason = parked.reason();
    this.function = function;
    this.history = history;
  }

  private static boolean untouched(Spent spent) {
    return BigDecimal.ZERO.equals(spent.listCostUsd())
        && spent.carbonGrams() == 0
        && spent.fossilGbSeconds() == 0;
  }

  /** Offset of the source record. */
  public long offset() {
    return offset;
  }

  /** Why it is parked. */
  public Reason reason() {
    return reason;
  }

  /** Name of the function. */
  public String function() {
    return function;
  }

  /** Hash of the ordering key, or null where it asks for no order. */
  public @Nullable Long keyHash() {
    return ordered ? keyHash : null;
  }

  /** When it may go on at the earliest, ms since 1970-01-01 UTC. */
  long dueAt() {
    return dueAt;
  }

  /** Whether its turn comes by time; else something else ends its wait, or its deadline. */
  boolean timed() {
    return switch (reason) {
      case RETRY, LONG_CALL, STARTED -> true;
      case PAUSED, WAITING_FOR_CAPACITY, WAITING_TO_RETRY, ORDERED -> false;
    };
  }

  /** When it has to be looked at in any case, ms since 1970-01-01 UTC. */
  public long wakeAt() {
    return timed() ? Math.min(dueAt, deadline) : deadline;
  }

  /** What goes with it while it is parked here and is not kept elsewhere; null for nothing. */
  public @Nullable Object memory() {
    return memory;
  }

  /** Keeps something with it. */
  public void remember(@Nullable Object kept) {
    memory = kept;
  }

  /** Its state. */
  public Parked parked() {
    return new Parked(
        reason,
        dueAt,
        deadline,
        attempts,
        failures,
        crashes,
        timeoutMs,
        function,
        keyHash(),
        history == null ? List.of() : history.tried,
        history == null ? List.of() : history.refused,
        history == null ? Spent.NOTHING : history.spent);
  }
}
