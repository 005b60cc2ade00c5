package dev.skyvane.bench.rig;

import java.util.Locale;

/** What is to be done with the requests of a backlog. */
public enum Job {
  /** In any order. */
  UNORDERED,
  /** One at a time of each key, in order. */
  KEY_ORDERED,
  /** In any order, at most 100 at a time: the workload of Parallel Consumer's own README. */
  README;

  /** Most calls at a time in the README's workload. */
  public static final int README_CONCURRENCY = 100;

  /** As it is called in figures. */
  public String text() {
    return function();
  }

  boolean ordered() {
    return this == KEY_ORDERED;
  }

  /** The function that has it done. */
  String function() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The region that limits it. */
  String region() {
    return this == README ? "http:hundred" : Names.REGION;
  }

  int concurrency(int others) {
    return this == README ? README_CONCURRENCY : others;
  }
}
