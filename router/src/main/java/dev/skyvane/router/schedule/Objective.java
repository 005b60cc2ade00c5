package dev.skyvane.router.schedule;

import java.util.Locale;
import java.util.Optional;

/** What a policy can minimise; each has one estimate per deployment, NaN where unknown. */
public enum Objective {
  /** Great-circle distance from the vantage, in km. */
  DISTANCE("location"),
  /** Request latency, network and expected execution, in ms. */
  LATENCY("location"),
  /** List price of a run of the expected duration, in USD. */
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
      case COST -> candidate.deployment().expectedUsd();
      case CARBON -> candidate.deployment().expectedGrams();
    };
  }

  /** The objective of a text, if there is one. */
  static Optional<Objective> parse(String text) {
    for (var objective : values()) {
      if (objective.text().equals(text)) {
        return Optional.of(objective);
      }
    }
    return Optional.empty();
  }
}
