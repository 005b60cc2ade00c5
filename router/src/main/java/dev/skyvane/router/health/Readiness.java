package dev.skyvane.router.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Adds up what keeps the router from its work. Thread-safe. */
public final class Readiness {
  private static final int MOST = 50;

  private final CopyOnWriteArrayList<Supplier<List<String>>> hindrances =
      new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Supplier<List<String>>> notices = new CopyOnWriteArrayList<>();

  /**
   * What there is to say.
   *
   * @param ready whether the router does its work
   * @param reasons why not, each in a sentence; empty where it is ready
   * @param notices what is slow without being the router's own
   */
  public record Report(boolean ready, List<String> reasons, List<String> notices) {
    public Report {
      reasons = List.copyOf(reasons);
      notices = List.copyOf(notices);
    }
  }

  /**
   * Makes something a condition that must be met once.
   *
   * @param missing what to say until then
   */
  public void require(String missing, CompletableFuture<?> met) {
    hindranceFrom(
        () ->
            switch (met.state()) {
              case SUCCESS -> List.of();
              case RUNNING -> List.of(missing);
              case FAILED -> List.of(missing + ", and won't be: " + met.exceptionNow());
              case CANCELLED -> List.of(missing + ", and won't be");
            });
  }

  /** Makes a condition of what holds at any time: the router is ready while there is no reason. */
  public void hindranceFrom(Supplier<List<String>> reasons) {
    hindrances.add(reasons);
  }

  /** Adds what is worth saying without being a reason. */
  public void noticeFrom(Supplier<List<String>> sentences) {
    notices.add(sentences);
  }

  /** How it is now. */
  public Report report() {
    var reasons = all(hindrances);
    return new Report(reasons.isEmpty(), reasons, all(notices));
  }

  private static List<String> all(List<Supplier<List<String>>> sources) {
    var all = new ArrayList<String>();
    sources.forEach(source -> all.addAll(source.get()));
    if (all.size() <= MOST) {
      return all;
    }
    var first = new ArrayList<>(all.subList(0, MOST));
    first.add("and " + (all.size() - MOST) + " more");
    return first;
  }
}
