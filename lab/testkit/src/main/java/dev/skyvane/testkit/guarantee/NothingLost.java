package dev.skyvane.testkit.guarantee;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Every accepted invocation gets a terminal record: a reply or a dead letter. */
public final class NothingLost implements Guarantee {
  /** In the order of publication. */
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  private final Set<String> early = new HashSet<>();
  private int published;
  private volatile int open;

  private record Waiting(Published published, long sinceNanos) {}

  @Override
  public synchronized void onPublished(Published one) {
    published++;
    if (!early.remove(one.id())) {
      waiting.put(one.id(), new Waiting(one, System.nanoTime()));
      open = waiting.size();
    }
  }

  @Override
  public void onReply(Replied reply) {
    ended(reply.id());
  }

  @Override
  public void onDeadLetter(Buried letter) {
    // Either may be the name under which it was published.
    ended(letter.id());
    ended(letter.coordinate());
  }

  /** Published so far and without a terminal record; any thread. */
  public int open() {
    return open;
  }

  /**
   * Without a terminal record, of those published before a moment and of this kind; any thread.
   *
   * @param nanos the moment, of {@link System#nanoTime()}
   */
  public synchronized List<Published> openFromBefore(long nanos, Predicate<Published> kind) {
    return waiting.values().stream()
        .takeWhile(one -> one.sinceNanos() - nanos < 0)
        .map(Waiting::published)
        .filter(kind)
        .toList();
  }

  private synchronized void ended(String id) {
    if (waiting.remove(id) == null) {
      early.add(id);
    }
    open = waiting.size();
  }

  @Override
  public synchronized void assertHolds() {
    var offenders = new Offenders();
    waiting
        .values()
        .forEach(
            one -> offenders.add(one.published().id(), "function " + one.published().function()));
    offenders.assertNone(
        "Nothing lost: invocations without a terminal record, of %,d".formatted(published));
  }
}
