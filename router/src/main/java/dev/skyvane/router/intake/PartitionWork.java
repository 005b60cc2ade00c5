package dev.skyvane.router.intake;

import dev.skyvane.router.health.Pulse;
import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.router.parking.Entry;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.request.Decoded;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The invocations of one assignment of one partition: those in its window, those that run beside
 * it, and the parked. Used by its loop alone, unless a method says otherwise.
 *
 * <p>An invocation leaves the window when its terminal record or its parked state is acknowledged,
 * whichever is first. What is parked stands in the log of the parked before it leaves.
 */
final class PartitionWork {
  /** Time between looks at what is due and what holds the window back, in ms. */
  private static final long TICK_MS = 50;

  /** Calls that are younger are not worth two records to get them out of the window, in ms. */
  private static final long SHORT_CALL_MS = 200;

  private static final long PULSE_NANOS = 1_000_000_000;

  private final Assignment assignment;
  private final Progress before;
  private final int windowRecords;
  private final Runnable idle;
  private final OffsetWindow window;
  private final Room room;
  private final ParkedWrites writes;
  private final ParkedInvocations parked;
  private final Berths berths;
  private final Admission admission;

  /** Offsets beyond the commit whose invocations were parked already. */
  private final Set<Long> covered = new HashSet<>();

  /**
   * Those of them that have an ordering key: they take their place when reading reaches them,
   * behind what comes before them and has to be run again.
   */
  private final TreeMap<Long, Parked> ahead = new TreeMap<>();

  private long pulseNanos = System.nanoTime();
  private volatile Pulse pulse;
  private boolean ticking;

  /**
   * Work without any invocation.
   *
   * @param before what earlier owners committed; reading starts at its committed offset
   * @param span counts the records of the window, for other threads; counted up by whoever fetches
   * @param idle run when nothing of a retired partition is in flight any more, perhaps repeatedly
   */
  PartitionWork(
      Assignment assignment,
      Progress before,
      HeldBytes bytes,
      AtomicInteger span,
      int windowRecords,
      Runnable idle) {
    this.assignment = assignment;
    this.before = before;
    this.windowRecords = windowRecords;
    this.idle = idle;
    this.window = new OffsetWindow(before.committed());
    int share = windowRecords * assignment.means.parking().sharePercent() / 100;
    this.room = new Room(new Shares(Math.max(1, share), windowRecords), bytes);
    this.writes = new ParkedWrites(assignment, this::idleIfDone);
    this.parked = new ParkedInvocations(assignment, room, this::readmit);
    this.berths = new Berths(assignment, room, parked, writes, window, span, this::idleIfDone);
    this.admission = new Admission(assignment, berths);
    this.pulse = nothingToDo();
  }

  /** Takes over what is parked, before any record arrives. */
  void restore(SortedMap<Long, Parked> states) {
    states.forEach(
        (offset, state) -> {
          boolean readAgain = offset >= before.committed();
          if (readAgain) {
            covered.add(offset);
          }
          if (readAgain && state.keyHash() != null) {
            ahead.put(offset, state);
          } else {
            parked.restore(offset, state);
          }
        });
    tick();
  }

  private void restoreUpTo(long offset) {
    while (!ahead.isEmpty() && ahead.firstKey() <= offset) {
      var next = ahead.pollFirstEntry();
      parked.restore(next.getKey(), next.getValue());
    }
  }

  private void readmit(
      Entry entry, boolean expired, Optional<ConsumerRecord<byte[], byte[]>> record) {
    admission.readmit(entry, expired, record);
  }

  /** Parked invocations; any thread. */
  int parkedCount() {
    return parked.count();
  }

  /** What is done as of now. */
  Progress progress() {
    // Nobody goes on with what a retired partition has not begun.
    return assignment.retired() && berths.callsNobody() ? window.lastProgress() : window.progress();
  }

  /** What will be done once these offsets are. */
  Progress progressWith(long[] offsets) {
    return window.progressWith(offsets);
  }

  /** Takes a record; nothing is decoded of one that an earlier owner has done. */
  void arrive(ConsumerRecord<byte[], byte[]> record, Optional<Decoded> decoded, long polledNanos) {
    long offset = record.offset();
    long size = Berths.size(record);
    window.add(offset);
    if (!assignment.retired()) {
      restoreUpTo(offset);
    }
    if (decoded.isEmpty() || covered.remove(offset)) {
      berths.done(offset);
      room.bytes().letGo(size);
    } else if (!assignment.retired()) {
      var berth = Berth.inWindow(berths, offset, size, before.suspect(offset));
      berths.add(berth);
      admission.admit(record, decoded.get(), berth);
      if (berth.calling()) {
        assignment.meters.dispatched(System.nanoTime() - polledNanos);
      }
    }
  }

  /** Looks once more at what holds the window back, after records arrived. */
  void arrived() {
    if (muchHeldBack()) {
      makeWay();
    }
    startTicking();
  }

  private void startTicking() {
    if (!ticking && !assignment.retired()) {
      ticking = true;
      assignment.loop.after(TICK_MS, this::ticked);
    }
  }

  private void ticked() {
    ticking = false;
    if (!assignment.retired()) {
      tick();
    }
  }

  private void tick() {
    feelPulse();
    parked.look();
    makeWay();
    if (window.size() > 0 || !berths.isEmpty() || parked.count() > 0 || room.reading()) {
      startTicking();
    } else {
      pulse = nothingToDo();
    }
  }

  private boolean muchHeldBack() {
    return window.heldBack() >= windowRecords / 4;
  }

  private void makeWay() {
    long since = System.nanoTime() - assignment.means.parking().longCallMs() * 1_000_000;
    berths
        .inTheWay(since, muchHeldBack() ? window.size() / 2 : 0)
        .forEach(run -> run.makeWay(SHORT_CALL_MS));
  }

  /** How the partition gets on, as of a second ago; any thread. */
  Pulse pulse() {
    return pulse;
  }

  private void feelPulse() {
    long now = System.nanoTime();
    if (now - pulseNanos < PULSE_NANOS) {
      return;
    }
    pulseNanos = now;
    var run = berths.oldest();
    pulse =
        new Pulse(
            assignment.partition.toString(),
            window.committable() + window.heldBack(),
            window.size() > 0,
            run.isEmpty() ? "its oldest record waits to be decoded or written" : run.get().doing(),
            run.isEmpty() || run.get().waitsForKafka());
  }

  private Pulse nothingToDo() {
    return new Pulse(assignment.partition.toString(), 0, false, "");
  }

  /** Begins nothing more; what is in flight goes on. */
  void retire() {
    assignment.retire();
    berths.retire();
    parked.retire();
    idleIfDone();
  }

  private void idleIfDone() {
    if (assignment.retired() && berths.isEmpty() && !writes.open()) {
      idle.run();
    }
  }
}
