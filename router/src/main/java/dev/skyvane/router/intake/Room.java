package dev.skyvane.router.intake;

/**
 * What the invocations take up that an assignment of a partition holds: bytes, and shares of the
 * window by function. Used by one loop.
 */
final class Room {
  /** Most records that are read again at one time: they come with their payloads. */
  private static final int MOST_READS = 128;

  private final Shares shares;
  private final HeldBytes bytes;
  private int reads;

  /** Invocations that were parked, and are held again. */
  private int beside;

  Room(Shares shares, HeldBytes bytes) {
    this.shares = shares;
    this.bytes = bytes;
  }

  Shares shares() {
    return shares;
  }

  HeldBytes bytes() {
    return bytes;
  }

  /**
   * Whether a record may be read again: while too much is held one at a time, so that those who
   * hold it get on who wait for one that is parked.
   */
  boolean mayRead() {
    return bytes.full() ? reads == 0 && beside == 0 : reads < MOST_READS;
  }

  /** Whether a record may be read before it can go on. */
  boolean mayReadAhead() {
    return !bytes.full() && reads < MOST_READS;
  }

  /** Whether a record is being read again. */
  boolean reading() {
    return reads > 0;
  }

  /** A record of a function's is being read again. */
  void read(String function) {
    reads++;
    shares.take(function);
  }

  /** What was being read has come, or is no longer there. */
  void readEnded(String function) {
    reads--;
    shares.give(function);
  }

  /** Holds a record of a function's that was read again, until it is {@link #letGo}. */
  void hold(long size, String function) {
    bytes.hold(size);
    beside++;
    shares.take(function);
  }

  /**
   * Holds a record no longer.
   *
   * @param again whether it had been read again
   */
  void letGo(long size, boolean again) {
    bytes.letGo(size);
    if (again) {
      beside--;
    }
  }
}
