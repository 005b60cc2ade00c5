package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.InvocationRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The invocations that an assignment of a partition holds: those in its window, in the order of
 * their offsets, and those that run beside it. Used by its loop alone.
 */
final class Berths {
  final Assignment assignment;
  final Room room;
  final ParkedInvocations parked;
  final ParkedWrites writes;
  private final OffsetWindow window;
  private final AtomicInteger span;
  private final Runnable left;
  private final Map<Long, Berth> berths = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param span counts the records of the window, for other threads; counted up by whoever fetches
   * @param left run when one has left for good
   */
  Berths(
      Assignment assignment,
      Room room,
      ParkedInvocations parked,
      ParkedWrites writes,
      OffsetWindow window,
      AtomicInteger span,
      Runnable left) {
    this.assignment = assignment;
    this.room = room;
    this.parked = parked;
    this.writes = writes;
    this.window = window;
    this.span = span;
    this.left = left;
  }

  static long size(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }

  /** Takes one in. */
  void add(Berth berth) {
    berths.put(berth.offset, berth);
  }

  /** One is held no longer. */
  void remove(Berth berth) {
    berths.remove(berth.offset, berth);
  }

  /** One has left for good. */
  void left() {
    left.run();
  }

  /** An offset is done: its record leaves the window. */
  void done(long offset) {
    int held = window.size();
    if (window.complete(offset)) {
      span.addAndGet(window.size() - held);
    }
  }

  boolean isEmpty() {
    return berths.isEmpty();
  }

  /** Whether no call is in flight. */
  boolean callsNobody() {
    return berths.values().stream().noneMatch(berth -> berth.run() != null && berth.calling());
  }

  /** The oldest invocation in the window, if it has been decoded. */
  Optional<InvocationRun> oldest() {
    return berths.values().stream()
        .filter(Berth::inWindow)
        .findFirst()
        .flatMap(berth -> Optional.ofNullable(berth.run()));
  }

  /**
   * Invocations that hold the window back and have not left it.
   *
   * @param sinceNanos who came no later is too old for it, as {@link System#nanoTime}
   * @param oldest so many of the oldest, whatever their age
   */
  List<InvocationRun> inTheWay(long sinceNanos, int oldest) {
    var inTheWay = new ArrayList<InvocationRun>();
    for (var berth : berths.values()) {
      if (!berth.inWindow()) {
        continue;
      }
      boolean old = sinceNanos - berth.sinceNanos >= 0;
      boolean first = oldest > 0 && window.amongOldest(berth.offset, oldest);
      if (!old && !first) {
        break;
      }
      if (berth.run() instanceof InvocationRun run && !berth.entered()) {
        inTheWay.add(run);
      }
    }
    return inTheWay;
  }

  /** Begins nothing more; what is called or written goes on. */
  void retire() {
    var runs = new ArrayList<InvocationRun>();
    for (var berth : berths.values()) {
      if (berth.run() instanceof InvocationRun run) {
        runs.add(run);
      }
    }
    berths.values().removeIf(berth -> berth.run() == null && !berth.ending());
    assignment.means.dispatcher().retire(runs);
  }
}
