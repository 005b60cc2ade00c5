package dev.skyvane.chaos;

import dev.skyvane.testkit.guarantee.Buried;
import dev.skyvane.testkit.guarantee.Called;
import dev.skyvane.testkit.guarantee.Guarantee;
import dev.skyvane.testkit.guarantee.Published;
import dev.skyvane.testkit.guarantee.Replied;

/** Tells whoever watches now. Thread-safe. */
final class Relay implements Guarantee {
  private volatile Guarantee target;

  Relay(Guarantee target) {
    this.target = target;
  }

  void to(Guarantee other) {
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
    target.assertHolds();
  }
}
