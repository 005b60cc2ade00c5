package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Custody;
import dev.skyvane.router.dispatch.InvocationRun;
import dev.skyvane.router.dispatch.Kept;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.reply.Release;
import dev.skyvane.router.request.Request;
import org.jspecify.annotations.Nullable;

/** One invocation's place in its partition. Used by one loop. */
final class Berth implements Custody {
  final long offset;
  final long sinceNanos = System.nanoTime();
  private final Berths berths;
  private final long bytes;
  private final boolean suspect;

  /** Whether it was parked, and its record read again. */
  private final boolean again;

  private boolean inWindow;

  /** Whether it has an entry in the log of the parked, or will once its writes are done. */
  private boolean entered;

  private boolean ending;
  private @Nullable String function;
  private @Nullable InvocationRun run;

  private Berth(
      Berths berths,
      long offset,
      long bytes,
      boolean suspect,
      boolean inWindow,
      @Nullable String again) {
    this.berths = berths;
    this.offset = offset;
    this.bytes = bytes;
    this.suspect = suspect;
    this.inWindow = inWindow;
    this.again = again != null;
    this.function = again;
    this.entered = !inWindow;
  }

  /** The place of a record in the window, whose bytes are held already. */
  static Berth inWindow(Berths berths, long offset, long bytes, boolean suspect) {
    return new Berth(berths, offset, bytes, suspect, true, null);
  }

  /** The place of one that was parked, beside the window. */
  static Berth again(Berths berths, long offset, long bytes, String function) {
    berths.room.hold(bytes, function);
    return new Berth(berths, offset, bytes, false, false, function);
  }

  /** The place of one that was parked and whose record is gone. */
  static Berth lost(Berths berths, long offset) {
    return new Berth(berths, offset, 0, false, false, null);
  }

  /** An invocation of a function begins here. */
  void begin(String name, InvocationRun begun) {
    if (function == null) {
      function = name;
      berths.room.shares().arrive(name);
    }
    run = begun;
  }

  @Nullable InvocationRun run() {
    return run;
  }

  boolean calling() {
    return run != null && run.calling();
  }

  boolean inWindow() {
    return inWindow;
  }

  boolean entered() {
    return entered;
  }

  /** Whether its terminal record is on its way. */
  boolean ending() {
    return ending;
  }

  /** What its terminal record lets go of. */
  Release release() {
    ending = true;
    return new Release(offset, entered);
  }

  /** Its offset is done. */
  void leaveWindow() {
    if (inWindow) {
      inWindow = false;
      berths.done(offset);
    }
  }

  private void leave() {
    berths.remove(this);
    berths.room.letGo(bytes, again);
    if (function != null) {
      berths.room.shares().give(function);
    }
  }

  @Override
  public boolean suspect() {
    return suspect;
  }

  @Override
  public boolean sure() {
    return berths.assignment.tenure.sure();
  }

  @Override
  public boolean crowded(String name) {
    return !berths.assignment.retired()
        && (berths.parked.waits(name) || berths.room.shares().exceeded(name));
  }

  @Override
  public void answer(Request request, Answer answer, Runnable acknowledged) {
    berths
        .assignment
        .writing
        .terminal()
        .answer(request, answer, release(), () -> berths.assignment.loop.execute(acknowledged));
  }

  @Override
  public void mark(Parked state, Runnable acknowledged) {
    entered = true;
    berths.writes.state(
        offset,
        state,
        () -> {
          leaveWindow();
          acknowledged.run();
        });
  }

  @Override
  public void park(Parked state, Kept kept) {
    run = null;
    leave();
    berths.writes.state(offset, state, this::leaveWindow);
    if (berths.assignment.retired()) {
      berths.parked.leaveKey(kept);
    } else {
      berths.parked.keep(offset, state, kept);
    }
  }

  @Override
  public void answered() {
    leave();
    if (entered && !berths.assignment.writing.together()) {
      berths.writes.tombstone(offset);
    }
    leaveWindow();
    berths.left();
    if (!berths.assignment.retired() && function != null && berths.parked.waits(function)) {
      berths.parked.letGoOn(function);
    }
  }

  @Override
  public void dropped() {
    leave();
    berths.left();
  }
}
