package dev.skyvane.testkit.guarantee;

/**
 * One promise. It is told what happened, in any order but for this: {@link #onPublished} comes in
 * the order of publication within an ordering key. Used by one thread at a time.
 */
public interface Guarantee {
  /** An invocation was published, or is about to be. */
  default void onPublished(Published published) {}

  /**
   * Kafka has acknowledged an invocation.
   *
   * @param id as it was published
   * @param atNanos when its producer was told, of {@link System#nanoTime()}
   */
  default void onAccepted(String id, long atNanos) {}

  /** A reply was read. */
  default void onReply(Replied reply) {}

  /** A dead letter was read. */
  default void onDeadLetter(Buried letter) {}

  /** A provider was called. */
  default void onCall(Called call) {}

  /**
   * Whether it holds for all that was told so far.
   *
   * @throws AssertionError if it does not; names at most ten of the invocations concerned
   */
  void assertHolds();
}
