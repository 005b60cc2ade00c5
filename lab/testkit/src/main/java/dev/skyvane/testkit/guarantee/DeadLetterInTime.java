package dev.skyvane.testkit.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is given up is given up on schedule: its dead letter is there at most a little after the
 * time that the rules of its function allow. Not counted are invocations that were under way while
 * the system was upset ({@link Losses#upset}).
 */
public final class DeadLetterInTime implements Guarantee {
  private Duration late;
  private final Losses losses;
  private final Map<String, Published> published = new HashMap<>();
  private final Map<String, Long> accepted = new HashMap<>();
  private final List<Buried> letters = new ArrayList<>();

  /**
   * A bound.
   *
   * @param late how much later than its schedule a dead letter may be read
   */
  public DeadLetterInTime(Duration late, Losses losses) {
    this.late = late;
    this.losses = losses;
  }

  /** Allows another delay: on a machine that has more to do than this. */
  public void allow(Duration other) {
    late = other;
  }

  @Override
  public void onPublished(Published one) {
    published.put(one.id(), one);
  }

  @Override
  public void onAccepted(String id, long atNanos) {
    accepted.put(id, atNanos);
  }

  @Override
  public void onDeadLetter(Buried letter) {
    letters.add(letter);
  }

  /** How many dead letters were checked: those of times without an upset. */
  public long checked() {
    return letters.stream().filter(letter -> !Double.isNaN(overdueMs(letter))).count();
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    for (var letter : letters) {
      double overdue = overdueMs(letter);
      if (overdue > late.toMillis()) {
        offenders.add(
            letter.id(),
            "'%s' came %.0f ms after its schedule".formatted(letter.reason(), overdue));
      }
    }
    offenders.assertNone(
        "Dead letter within schedule + %d ms: late ones".formatted(late.toMillis()));
  }

  /** Time from its schedule to its dead letter, negative before it; NaN where it doesn't count. */
  private double overdueMs(Buried letter) {
    var id = published.containsKey(letter.id()) ? letter.id() : letter.coordinate();
    var one = published.get(id);
    var at = accepted.get(id);
    if (one == null || at == null || losses.upsetWithin(at, letter.atNanos())) {
      return Double.NaN;
    }
    return (letter.atNanos() - at - one.schedule().toNanos()) / 1e6;
  }
}
