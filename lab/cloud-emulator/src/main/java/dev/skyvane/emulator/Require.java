package dev.skyvane.emulator;

/** Checks of options; each message names the option, the value and the rule. */
final class Require {

  private Require() {}

  static void atLeast(String option, double value, double least) {
    if (!(value >= least)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be at least %s.".formatted(option, value, least));
    }
  }

  static void atLeast(String option, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d; it must be at least %d.".formatted(option, value, least));
    }
  }

  static void within(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s is %s; it must lie between %s and %s.".formatted(option, value, least, most));
    }
  }
}
