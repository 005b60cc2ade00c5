package dev.skyvane.testkit.guarantee;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Every accepted invocation gets a terminal record: a reply or a dead letter. */
public final class NothingLost implements Guarantee {
  private final Map<String, Published> waiting = new LinkedHashMap<>();
  private final Set<String> early = new HashSet<>();
  private int published;
  private volatile int open;

  @Override
  public void onPublished(Published one) {
    published++;
    if (!early.remove(one.id())) {
      waiting.put(one.id(), one);
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

  private void ended(String id) {
    if (waiting.remove(id) == null) {
      early.add(id);
    }
    open = waiting.size();
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    waiting.values().forEach(one -> offenders.add(one.id(), "function " + one.function()));
    offenders.assertNone(
        "Nothing lost: invocations without a terminal record, of %,d".formatted(published));
  }
}
