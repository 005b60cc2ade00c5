package dev.skyvane.router.dispatch;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One event loop, with the timers and waiting invocations of the partitions that it serves. Only
 * {@link #execute} may be called from other threads.
 */
public final class Loop {
  private static final int FEW_CANCELLED = 256;

  private final Vertx vertx;
  private final Context context;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final WaitingRoom waitingRoom = new WaitingRoom(this);
  private final KeyLanes keyLanes = new KeyLanes();
  private int cancelledTimers;
  private long sequence;
  private long armedFor = Long.MAX_VALUE;
  private long armedId;

  /**
   * A loop on a context.
   *
   * @param context an event-loop context; no other loop has the same
   */
  private Loop(Vertx vertx, Context context) {
    this.vertx = vertx;
    this.context = context;
  }

  /**
   * Several loops, each on an event-loop thread of its own as far as Vert.x has them.
   *
   * @param count how many
   */
  public static List<Loop> several(Vertx vertx, int count) {
    var loops = new ArrayList<Loop>(count);
    for (int i = 0; i < count; i++) {
      // A context belongs to one event loop; an empty verticle is the public way to a new one.
      var holder = new ContextHolder();
      vertx.deployVerticle(holder).await();
      loops.add(new Loop(vertx, holder.context()));
    }
    return List.copyOf(loops);
  }

  private static final class ContextHolder extends VerticleBase {
    Context context() {
      return context;
    }
  }

  /** Runs something on this loop, at once if this is its thread. */
  public void execute(Runnable action) {
    if (Vertx.currentContext() == context) {
      action.run();
    } else {
      context.runOnContext(_ -> action.run());
    }
  }

  /** A timer that can be cancelled. */
  public final class Timer implements Comparable<Timer> {
    private final long dueNanos;
    private final long order;
    private Runnable action;
    private boolean cancelled;

    private Timer(long dueNanos, long order, Runnable action) {
      this.dueNanos = dueNanos;
      this.order = order;
      this.action = action;
    }

    /** Lets it pass without doing anything. */
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        action = () -> {};
        cancelledTimers++;
        sweep();
      }
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(dueNanos - other.dueNanos, 0);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** Runs something on this loop after a time; all timers share one heap and one Vert.x timer. */
  public Timer after(long millis, Runnable action) {
    var timer = new Timer(System.nanoTime() + millis * 1_000_000, sequence++, action);
    timers.add(timer);
    arm();
    return timer;
  }

  WaitingRoom waitingRoom() {
    return waitingRoom;
  }

  /** The ordering keys of the partitions that this loop serves. */
  public KeyLanes keyLanes() {
    return keyLanes;
  }

  /**
   * Takes cancelled timers out when they are the most: each call has one for half a minute, and
   * nearly all are cancelled within milliseconds.
   */
  private void sweep() {
    if (cancelledTimers > FEW_CANCELLED && cancelledTimers > timers.size() / 2) {
      timers.removeIf(timer -> timer.cancelled);
      cancelledTimers = 0;
    }
  }

  private void arm() {
    var first = timers.peek();
    if (first == null || (armedFor != Long.MAX_VALUE && armedFor - first.dueNanos <= 0)) {
      return;
    }
    if (armedFor != Long.MAX_VALUE) {
      vertx.cancelTimer(armedId);
    }
    armedFor = first.dueNanos;
    long millis = Math.max(1, Math.ceilDiv(first.dueNanos - System.nanoTime(), 1_000_000L));
    armedId = vertx.setTimer(millis, _ -> fire());
  }

  private void fire() {
    armedFor = Long.MAX_VALUE;
    long now = System.nanoTime();
    try {
      while (timers.peek() instanceof Timer first && first.dueNanos - now <= 0) {
        timers.poll();
        if (first.cancelled) {
          cancelledTimers--;
        }
        first.cancelled = true;
        first.action.run();
      }
    } finally {
      // An action that throws must not stop the others.
      arm();
    }
  }
}
