package dev.skyvane.router.parking;

import dev.skyvane.router.parking.Entry.History;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parked invocations of one assignment of one partition. Used by one loop.
 *
 * <p>An entry goes on when it is due, or, where it waits for capacity or for its function to be
 * resumed, when its function's turn comes: those go first in, first out by the offsets of their
 * records. Where its function's retry budget is spent, it goes on when there is some. Every entry
 * has to be looked at when its deadline passes.
 */
public final class ParkedTable {
  private static final int FEW_GONE = 1_000;

  private final DueHeap due = new DueHeap();

  /** Who waits for its function's turn: first in, first out. */
  private final Lines turns = new Lines(Comparator.comparingLong(Entry::offset));

  /** Who waits for its function's retry budget: who backed off first. */
  private final Lines retries =
      new Lines(Comparator.comparingLong(Entry::dueAt).thenComparingLong(Entry::offset));

  /** Entries that are no longer parked and may still stand in a queue: at most so many. */
  private int goneWaiting;

  /** Function names, each once. */
  private final Map<String, String> names = new HashMap<>();

  private @Nullable History lastHistory;

  /** Parks a state. */
  public Entry add(long offset, Parked parked) {
    var name = names.computeIfAbsent(parked.function(), given -> given);
    var entry = new Entry(offset, parked, name, shared(History.of(parked)));
    due.add(entry);
    switch (entry.reason()) {
      case PAUSED, WAITING_FOR_CAPACITY -> turns.add(entry);
      case WAITING_TO_RETRY -> retries.add(entry);
      case RETRY, LONG_CALL, ORDERED, STARTED -> {}
    }
    return entry;
  }

  /** In an outage many entries in a row have one deployment tried, and nothing spent. */
  private @Nullable History shared(@Nullable History history) {
    if (history != null && !history.equals(lastHistory)) {
      lastHistory = history;
    }
    return history == null ? null : lastHistory;
  }

  /**
   * Takes an entry out.
   *
   * @return whether it was in
   */
  public boolean remove(Entry entry) {
    if (entry.gone) {
      return false;
    }
    entry.gone = true;
    due.remove(entry);
    if (!entry.timed()) {
      sweep();
    }
    return true;
  }

  /** Entries. */
  public int size() {
    return due.size();
  }

  /** When the next entry has to be looked at, ms since 1970-01-01 UTC. */
  public OptionalLong nextWake() {
    var next = due.peek();
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.wakeAt());
  }

  /** Takes out the next entry that has to be looked at by now, or null. */
  public @Nullable Entry pollDue(long now) {
    var next = due.peek();
    if (next == null || next.wakeAt() > now) {
      return null;
    }
    remove(next);
    return next;
  }

  /** Functions of which some wait for their function's turn. */
  public Set<String> functionsWaiting() {
    return turns.functions();
  }

  /** Whether some wait for their function's turn. */
  public boolean waits(String function) {
    return turns.first(function) != null;
  }

  /** Takes out the first of a function that wait for its turn, or null. */
  public @Nullable Entry pollWaiting(String function) {
    return poll(turns, function);
  }

  /** Functions of which some wait for their function's retry budget. */
  public Set<String> functionsRetrying() {
    return retries.functions();
  }

  /** Whether some have backed off by now and wait for their function's retry budget. */
  public boolean waitsToRetry(String function, long now) {
    var first = retries.first(function);
    return first != null && first.dueAt() <= now;
  }

  /** Takes out the first of a function that wait for its retry budget, or null. */
  public @Nullable Entry pollRetrying(String function) {
    return poll(retries, function);
  }

  private @Nullable Entry poll(Lines lines, String function) {
    var first = lines.first(function);
    if (first != null) {
      remove(first);
      lines.first(function);
    }
    return first;
  }

  /** Takes out of the lines who is no longer parked, when they are the most. */
  private void sweep() {
    goneWaiting++;
    if (goneWaiting > FEW_GONE && goneWaiting > due.size()) {
      goneWaiting = 0;
      turns.sweep();
      retries.sweep();
    }
  }

  /** Takes out all. */
  public List<Entry> clear() {
    var all = new ArrayList<Entry>(due.size());
    while (due.peek() instanceof Entry next) {
      remove(next);
      all.add(next);
    }
    turns.clear();
    retries.clear();
    return all;
  }
}
