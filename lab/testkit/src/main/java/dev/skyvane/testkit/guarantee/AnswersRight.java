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
  private final Map<String, Integer> endings = new TreeMap<>();
  private final Set<String> results = new HashSet<>();
  private final Offenders offenders = new Offenders();

  /** Told before it was known of what they are; judged at the end. */
  private final List<Replied> earlyReplies = new ArrayList<>();

  private final List<Buried> earlyLetters = new ArrayList<>();

  @Override
  public void onPublished(Published one) {
    published.put(one.id(), one);
  }

  @Override
  public void onReply(Replied reply) {
    endings.merge(reply.ending(), 1, Integer::sum);
    if (reply.ending().equals(Replied.OK)) {
      results.add(reply.id());
    }
    var one = published.get(reply.id());
    if (one == null) {
      earlyReplies.add(reply);
    } else {
      // At once, so that results need not be kept.
      judge(one, reply, offenders);
    }
  }

  @Override
  public void onDeadLetter(Buried letter) {
    endings.merge(letter.ending(), 1, Integer::sum);
    var one = published.get(letter.id());
    if (one == null) {
      earlyLetters.add(letter);
    } else {
      ends(one, letter.ending(), offenders);
    }
  }

  /** How many terminal records there are so far, by ending. */
  public Map<String, Integer> endings() {
    return new TreeMap<>(endings);
  }

  /** How many invocations have a result so far. */
  public int results() {
    return results.size();
  }

  @Override
  public void assertHolds() {
    var all = new Offenders(offenders);
    for (var reply : earlyReplies) {
      var one = published.get(reply.id());
      if (one == null) {
        all.add(reply.id(), "a reply to what nobody published");
      } else {
        judge(one, reply, all);
      }
    }
    for (var letter : earlyLetters) {
      var one = published.getOrDefault(letter.id(), published.get(letter.coordinate()));
      if (one == null) {
        all.add(letter.id(), "a dead letter of what nobody published");
      } else {
        ends(one, letter.ending(), all);
      }
    }
    all.assertNone("Answers right: wrong ones");
  }

  private static void judge(Published one, Replied reply, Offenders offenders) {
    var result = one.expected().result();
    if (ends(one, reply.ending(), offenders)
        && reply.ending().equals(Replied.OK)
        && result != null
        && !result.equals(reply.payload())) {
      offenders.add(
          reply.id(),
          "a result of %d bytes that is not the right one of %d bytes"
              .formatted(reply.payload().remaining(), result.remaining()));
    }
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
