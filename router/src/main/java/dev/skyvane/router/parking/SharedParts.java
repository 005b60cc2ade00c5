package dev.skyvane.router.parking;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes states share what is equal: a million retries of one function have the same name and mostly
 * the same deployments tried, and each decoded state brings its own. Used by one thread.
 */
final class SharedParts {
  /** Most lists that are remembered: those who differ more have little to share. */
  private static final int MOST_LISTS = 10_000;

  private final Map<String, String> names = new HashMap<>();
  private final Map<List<String>, List<String>> lists = new HashMap<>();

  /** The same state, of parts that others may have, too. */
  Parked of(Parked parked) {
    return new Parked(
        parked.reason(),
        parked.dueAt(),
        parked.deadline(),
        parked.attempts(),
        parked.failures(),
        parked.crashes(),
        parked.timeoutMs(),
        names.computeIfAbsent(parked.function(), name -> name),
        parked.keyHash(),
        of(parked.tried()),
        of(parked.refused()),
        parked.spent().equals(Spent.NOTHING) ? Spent.NOTHING : parked.spent());
  }

  private List<String> of(List<String> list) {
    var known = lists.get(list);
    if (known != null) {
      return known;
    }
    if (lists.size() < MOST_LISTS) {
      lists.put(list, list);
    }
    return list;
  }
}
