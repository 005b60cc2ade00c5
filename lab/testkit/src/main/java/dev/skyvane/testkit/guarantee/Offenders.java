package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.List;

/** Collects what breaks a guarantee, and says it. */
final class Offenders {
  private static final int NAMED = 10;

  private final List<String> named = new ArrayList<>();
  private long count;

  Offenders() {}

  /** The same, to go on with. */
  Offenders(Offenders others) {
    named.addAll(others.named);
    count = others.count;
  }

  void add(String id, String what) {
    count++;
    if (named.size() < NAMED) {
      named.add(id + ": " + what);
    }
  }

  long count() {
    return count;
  }

  void assertNone(String guarantee) {
    assertAtMost(0, guarantee);
  }

  void assertAtMost(long allowed, String guarantee) {
    if (count > allowed) {
      throw new AssertionError(
          "%s: %,d found, %,d allowed%n  %s%s"
              .formatted(
                  guarantee,
                  count,
                  allowed,
                  String.join("\n  ", named),
                  count > named.size() ? "\n  ..." : ""));
    }
  }
}
