package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Several guarantees that are told the same. Thread-safe. */
public final class Guarantees implements Guarantee {
  private final List<Guarantee> all;

  public Guarantees(List<Guarantee> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void onPublished(Published published) {
    each(one -> one.onPublished(published));
  }

  @Override
  public void onAccepted(String id, long atNanos) {
    each(one -> one.onAccepted(id, atNanos));
  }

  @Override
  public void onReply(Replied reply) {
    each(one -> one.onReply(reply));
  }

  @Override
  public void onDeadLetter(Buried letter) {
    each(one -> one.onDeadLetter(letter));
  }

  @Override
  public void onCall(Called call) {
    each(one -> one.onCall(call));
  }

  /** Asks every one, and says of all those that don't hold. */
  @Override
  public synchronized void assertHolds() {
    var broken = new ArrayList<AssertionError>();
    for (var guarantee : all) {
      try {
        guarantee.assertHolds();
      } catch (AssertionError e) {
        broken.add(e);
      }
    }
    if (broken.isEmpty()) {
      return;
    }
    var message = new StringBuilder();
    broken.forEach(
        error -> message.append(message.isEmpty() ? "" : "\n").append(error.getMessage()));
    var error = new AssertionError(message.toString());
    broken.forEach(error::addSuppressed);
    throw error;
  }

  private synchronized void each(Consumer<Guarantee> telling) {
    all.forEach(telling);
  }
}
