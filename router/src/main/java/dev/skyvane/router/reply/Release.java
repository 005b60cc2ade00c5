package dev.skyvane.router.reply;

/**
 * What the writing of a record lets go of. An {@link Outbox} of transactions does so in the
 * record's own transaction, so that both are seen or neither.
 *
 * @param offset of the invocation's record, which is done with it; {@link #NO_OFFSET} for none
 * @param parked whether the invocation has an entry among the parked, which ends with it
 */
public record Release(long offset, boolean parked) {
  static final long NO_OFFSET = -1;

  /** Nothing depends on it. */
  public static final Release NOTHING = new Release(NO_OFFSET, false);

  /** Whether an offset is done. */
  boolean hasOffset() {
    return offset != NO_OFFSET;
  }
}
