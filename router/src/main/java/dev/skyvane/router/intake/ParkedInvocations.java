package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Kept;
import dev.skyvane.router.dispatch.KeyLanes.Ticket;
import dev.skyvane.router.parking.Entry;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.ParkedTable;
import dev.skyvane.router.parking.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The parked invocations of an assignment of a partition: when each goes on, and the reading of its
 * record. Used by its loop alone, unless a method says otherwise.
 */
final class ParkedInvocations {
  /** How long before it is due a record is read, in ms: a due one must not wait for its reading. */
  private static final long LEAD_MS = 250;

  private final Assignment assignment;
  private final Room room;
  private final Return back;
  private final ParkedTable table = new ParkedTable();
  private final AtomicInteger count = new AtomicInteger();

  /** Takes an invocation that goes on. */
  @FunctionalInterface
  interface Return {
    /**
     * Takes it.
     *
     * @param expired whether its deadline has passed
     * @param record empty where it is no longer in its topic
     */
    void goOn(Entry entry, boolean expired, Optional<ConsumerRecord<byte[], byte[]>> record);
  }

  /**
   * None yet.
   *
   * @param back takes those that go on, while the assignment lasts
   */
  ParkedInvocations(Assignment assignment, Room room, Return back) {
    this.assignment = assignment;
    this.room = room;
    this.back = back;
  }

  /** How many; any thread. */
  int count() {
    return count.get();
  }

  /** Whether some of a function wait for its turn. */
  boolean waits(String function) {
    return table.waits(function);
  }

  /** Takes over one that an earlier owner has parked. */
  void restore(long offset, Parked state) {
    var hash = state.keyHash();
    var ticket = hash == null ? null : assignment.loop.keyLanes().enter(state.function(), hash);
    keep(offset, state, new Kept(ticket, List.of()));
  }

  /** Takes one over; its state is written, or on its way. */
  void keep(long offset, Parked state, Kept kept) {
    var entry = table.add(offset, state);
    count.incrementAndGet();
    assignment.meters.parked().incrementAndGet();
    var ticket = kept.ticket();
    if (ticket != null || !kept.attempts().isEmpty()) {
      entry.remember(kept);
    }
    if (ticket != null && !ticket.first()) {
      ticket.onTurn(() -> turn(entry));
    } else if (ticket != null && entry.reason() == Reason.ORDERED) {
      turn(entry);
    }
  }

  private void turn(Entry entry) {
    if (!assignment.retired() && table.remove(entry)) {
      fetch(entry);
    }
  }

  /** Lets go on who is due, or whose function has room. */
  void look() {
    wakeDue();
    for (var function : table.functionsWaiting()) {
      letGoOn(function);
    }
    for (var function : table.functionsRetrying()) {
      letRetry(function);
    }
  }

  private void letRetry(String function) {
    long now = System.currentTimeMillis();
    while (room.mayRead()
        && table.waitsToRetry(function, now)
        && assignment.means.dispatcher().takeRetry(function)
        && table.pollRetrying(function) instanceof Entry entry) {
      fetch(entry);
    }
  }

  private void wakeDue() {
    long now = System.currentTimeMillis();
    while (room.mayRead()
        && table.pollDue(room.mayReadAhead() ? now + LEAD_MS : now) instanceof Entry entry) {
      var kept = kept(entry);
      if (entry.parked().deadline() > now + LEAD_MS
          && kept.ticket() instanceof Ticket ticket
          && !ticket.first()) {
        // Restored while another of its key is before it: that one's end lets it go on.
        uncount();
        keep(entry.offset(), entry.parked().ordered(), kept);
      } else {
        fetch(entry, entry.wakeAt());
      }
    }
  }

  /** Lets go on who waits for a function's turn, while there is room. */
  void letGoOn(String function) {
    while (room.mayRead()
        && table.waits(function)
        && room.shares().roomFor(function)
        && !assignment.means.dispatcher().paused(function)
        && table.pollWaiting(function) instanceof Entry entry) {
      fetch(entry);
    }
  }

  /** Reads the record of an entry that goes on as soon as it is read. */
  private void fetch(Entry entry) {
    fetch(entry, 0);
  }

  /**
   * Reads the record of an entry that goes on.
   *
   * @param notBefore ms since 1970-01-01 UTC
   */
  private void fetch(Entry entry, long notBefore) {
    uncount();
    room.read(entry.function());
    assignment
        .means
        .source()
        .read(
            assignment.partition,
            entry.offset(),
            record -> assignment.loop.execute(() -> fetched(entry, notBefore, record)));
  }

  private void fetched(
      Entry entry, long notBefore, Optional<ConsumerRecord<byte[], byte[]>> record) {
    long early = notBefore - System.currentTimeMillis();
    if (early <= 0) {
      goOn(entry, record);
      return;
    }
    long size = record.map(Berths::size).orElse(0L);
    room.bytes().hold(size);
    assignment.loop.after(
        early,
        () -> {
          room.bytes().letGo(size);
          goOn(entry, record);
        });
  }

  private void goOn(Entry entry, Optional<ConsumerRecord<byte[], byte[]>> record) {
    room.readEnded(entry.function());
    if (assignment.retired()) {
      leaveKey(kept(entry));
    } else {
      back.goOn(entry, entry.parked().deadline() <= System.currentTimeMillis(), record);
    }
  }

  /** Lets go of all: they are the next owner's. */
  void retire() {
    for (var entry : table.clear()) {
      uncount();
      leaveKey(kept(entry));
    }
  }

  private void uncount() {
    count.decrementAndGet();
    assignment.meters.parked().decrementAndGet();
  }

  /** What was kept in memory of an entry. */
  static Kept kept(Entry entry) {
    return entry.memory() instanceof Kept kept ? kept : Kept.NOTHING;
  }

  /** Gives its place among those of its ordering key up. */
  void leaveKey(Kept kept) {
    if (kept.ticket() instanceof Ticket ticket) {
      assignment.loop.keyLanes().leave(ticket);
    }
  }
}
