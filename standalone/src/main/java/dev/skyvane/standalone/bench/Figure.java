package dev.skyvane.standalone.bench;

import org.jspecify.annotations.Nullable;

/**
 * One figure that a benchmark found.
 *
 * @param figure what it is, as in {@code pick, 19 deployments, mean}
 * @param value the value, in the unit
 * @param unit the unit, as in {@code us} or {@code B/op}
 * @param goal what it should be, as in {@code <= 1}; null where there is no goal
 * @param paper what a paper reports for it, as in {@code 1.8 (MER fig. 7)}; null where none does
 */
public record Figure(
    String figure, double value, String unit, @Nullable String goal, @Nullable String paper) {

  /** A figure with neither goal nor paper. */
  public static Figure of(String figure, double value, String unit) {
    return new Figure(figure, value, unit, null, null);
  }

  /** The same figure with a goal. */
  public Figure withGoal(String newGoal) {
    return new Figure(figure, value, unit, newGoal, paper);
  }

  /** The same figure with what a paper reports. */
  public Figure withPaper(String newPaper) {
    return new Figure(figure, value, unit, goal, newPaper);
  }
}
