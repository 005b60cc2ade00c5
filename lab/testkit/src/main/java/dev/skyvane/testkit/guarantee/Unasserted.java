package dev.skyvane.testkit.guarantee;

/**
 * Is told what happened and asserts nothing: for what is only counted, or not promised yet.
 *
 * @param one what is told
 */
public record Unasserted(Guarantee one) implements Guarantee {
  @Override
  public void onPublished(Published published) {
    one.onPublished(published);
  }

  @Override
  public void onAccepted(String id, long atNanos) {
    one.onAccepted(id, atNanos);
  }

  @Override
  public void onReply(Replied reply) {
    one.onReply(reply);
  }

  @Override
  public void onDeadLetter(Buried letter) {
    one.onDeadLetter(letter);
  }

  @Override
  public void onCall(Called call) {
    one.onCall(call);
  }

  @Override
  public void assertHolds() {
    // Nothing is asserted.
  }
}
