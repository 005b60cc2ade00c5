package dev.skyvane.testkit.guarantee;

/**
 * Tells another what happened, and asserts nothing itself: for what is only counted, or asserted by
 * whoever watches now. Thread-safe as far as the other is.
 */
public final class Relay implements Guarantee {
  private volatile Guarantee target;

  /** Tells this one. */
  public Relay(Guarantee target) {
    this.target = target;
  }

  /** Tells another one from now on. */
  public void to(Guarantee other) {
    target = other;
  }

  @Override
  public void onPublished(Published published) {
    target.onPublished(published);
  }

  @Override
  public void onAccepted(String id, long atNanos) {
    target.onAccepted(id, atNanos);
  }

  @Override
  public void onReply(Replied reply) {
    target.onReply(reply);
  }

  @Override
  public void onDeadLetter(Buried letter) {
    target.onDeadLetter(letter);
  }

  @Override
  public void onCall(Called call) {
    target.onCall(call);
  }

  @Override
  public void assertHolds() {
    // Nothing is asserted.
  }
}
