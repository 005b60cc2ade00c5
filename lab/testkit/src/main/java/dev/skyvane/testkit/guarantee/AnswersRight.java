package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every terminal record says what its invocation may end with, a result has the right bytes, and
 * nothing is answered that was not asked.
 */
public final class AnswersRight implements Guarantee {
  private final Map<String, Published> published = new HashMap<>();
  private final List<Replied> replies = new ArrayList<>();
  private final List<Buried> letters = new ArrayList<>();

  @Override
  public void onPublished(Published one) {
    published.put(one.id(), one);
  }

  @Override
  public void onReply(Replied reply) {
    replies.add(reply);
  }

  @Override
  public void onDeadLetter(Buried letter) {
    letters.add(letter);
  }

  /** How many terminal records there are so far, by ending. */
  public Map<String, Integer> endings() {
    var endings = new TreeMap<String, Integer>();
    replies.forEach(reply -> endings.merge(reply.ending(), 1, Integer::sum));
    letters.forEach(letter -> endings.merge(letter.ending(), 1, Integer::sum));
    return endings;
  }

  /** How many invocations have a result so far. */
  public int results() {
    Set<String> ids = new HashSet<>();
    replies.forEach(
        reply -> {
          if (reply.ending().equals(Replied.OK)) {
            ids.add(reply.id());
          }
        });
    return ids.size();
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    for (var reply : replies) {
      var one = published.get(reply.id());
      if (one == null) {
        offenders.add(reply.id(), "a reply to what nobody published");
      } else if (ends(one, reply.ending(), offenders) && reply.ending().equals(Replied.OK)) {
        var result = one.expected().result();
        if (result != null && !result.equals(reply.payload())) {
          offenders.add(
              reply.id(),
              "a result of %d bytes that is not the right one of %d bytes"
                  .formatted(reply.payload().remaining(), result.remaining()));
        }
      }
    }
    for (var letter : letters) {
      var one = published.getOrDefault(letter.id(), published.get(letter.coordinate()));
      if (one == null) {
        offenders.add(letter.id(), "a dead letter of what nobody published");
      } else {
        ends(one, letter.ending(), offenders);
      }
    }
    offenders.assertNone("Answers right: wrong ones");
  }

  private static boolean ends(Published one, String ending, Offenders offenders) {
    var allowed = one.expected().endings();
    if (!allowed.contains(ending)) {
      offenders.add(
          one.id(), "'%s' ended as '%s', allowed %s".formatted(one.function(), ending, allowed));
      return false;
    }
    return true;
  }
}
