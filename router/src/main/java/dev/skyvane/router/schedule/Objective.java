package dev.skyvane.router.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a policy can minimise; each has one estimate per deployment, NaN where unknown. */
public enum Objective {
  /** Great-circle distance from the vantage, in km. */
  DISTANCE("location"),
  /** Request latency, network and expected execution, in ms. */
  LATENCY("location"),
  /** What one more run of the expected duration would cost with its data, in USD. */
  COST("price"),
  /** Carbon of such a run, in gCO2e. */
  CARBON("grid carbon");

  private final String input;

  Objective(String input) {
    this.input = input;
  }

  /** As it stands in specs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What must be known to estimate it, in words. */
  String input() {
    return input;
  }

  /** Whether it can be estimated only from a vantage. */
  boolean needsPlace() {
    return this == DISTANCE || this == LATENCY;
  }

  double of(Candidate candidate) {
    return switch (this) {
      case DISTANCE -> candidate.distanceKm();
      case LATENCY -> candidate.latencyMs();
      case COST -> candidate.usd();
      case CARBON -> candidate.deployment().expectedGrams();
    };
  }

  /**
   * The objective of a text.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Objective of(String text) {
    for (var objective : values()) {
      if (objective.text().equals(text)) {
        return objective;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a known objective; known are "
            + Arrays.stream(values()).map(Objective::text).collect(Collectors.joining(", ")));
  }
}
