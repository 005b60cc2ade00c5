package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Most calls at one time in a region, and how many of them this router may make. Both may change
 * while calls are in flight. Thread-safe without locks.
 */
public final class Limit {
  private static final long IN_FLIGHT = 0xFFFF_FFFFL;

  /** More is guessed to be wanted by a quarter of what there was; so a share doubles in 2 s. */
  private static final int GUESS = 4;

  private final String id;
  private final boolean shared;

  /** Upper half: calls that this router may make; lower half: calls in flight. */
  private final AtomicLong state = new AtomicLong();

  private volatile int size;
  private volatile int peak;
  private volatile boolean missed;

  /** Loads within this limit; changed by {@link Loads} alone, while it holds the limit's entry. */
  int loads;

  /**
   * A limit.
   *
   * @param shared whether this router may make no call until it is told how many by {@link #allow}
   */
  Limit(String id, boolean shared) {
    this.id = id;
    this.shared = shared;
  }

  /** The region's id. */
  public String id() {
    return id;
  }

  /** Most calls at one time, of all routers together. */
  public int size() {
    return size;
  }

  void resize(int newSize) {
    size = Math.max(0, newSize);
    setAllowed(shared ? Math.min(allowed(), size) : size);
  }

  /** Calls at one time that this router may make. */
  public int allowed() {
    return (int) (state.get() >>> Integer.SIZE);
  }

  /**
   * Says how many calls at one time this router may make; what is in flight goes on.
   *
   * @return the most that it can have in flight from now on: so many, or what is in flight
   */
  public int allow(int calls) {
    return Math.max(calls, setAllowed(calls));
  }

  private int setAllowed(int calls) {
    while (true) {
      long now = state.get();
      if (state.compareAndSet(now, (long) calls << Integer.SIZE | (now & IN_FLIGHT))) {
        return (int) now;
      }
    }
  }

  boolean hasRoom() {
    long now = state.get();
    return (int) now < (int) (now >>> Integer.SIZE);
  }

  boolean tryAcquire() {
    while (true) {
      long now = state.get();
      int inFlight = (int) now;
      if (inFlight >= (int) (now >>> Integer.SIZE)) {
        return false;
      }
      if (state.compareAndSet(now, now + 1)) {
        if (inFlight >= peak) {
          peak = inFlight + 1;
        }
        return true;
      }
    }
  }

  void release() {
    state.decrementAndGet();
  }

  /** Calls in flight. */
  public int inFlight() {
    return (int) state.get();
  }

  /** Notes that a call would have been made here, had there been a place. */
  void miss() {
    if (!missed) {
      missed = true;
    }
  }

  /**
   * Calls at one time that this router would have liked to make since it was last asked: the most
   * that were in flight, and where that was not enough a guess at what was lacking. An invocation
   * that waits wants a place at any one of its candidates; it counts at each.
   *
   * @param waiting invocations that wait for a place, here or elsewhere
   * @return at most the limit's size
   */
  public int takeDemand(int waiting) {
    int most = Math.max(peak, inFlight());
    peak = inFlight();
    if (!missed) {
      return Math.min(most, size);
    }
    missed = false;
    return (int) Math.min((long) most + Math.max(waiting, most / GUESS + 1), size);
  }
}
