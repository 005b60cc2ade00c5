package dev.skyvane.catalog.price;

/**
 * How a product bills a run.
 *
 * @param id as in {@code aws-lambda}
 * @param title as the provider calls it
 * @param minimumMs shortest billed duration, in ms
 * @param roundUpMs step to which the duration is rounded up, in ms
 * @param dynamicMemory whether the used memory is billed rather than the configured one
 * @param memoryStepMb step to which metered memory is rounded up, in MB
 * @param free what an account has free each month
 */
public record Product(
    String id,
    String title,
    long minimumMs,
    long roundUpMs,
    boolean dynamicMemory,
    int memoryStepMb,
    FreeTier free) {

  /** Longest duration that is billed, in ms. */
  private static final double LONGEST_MS = 1e12;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a duration or the step is out of range
   */
  public Product {
    if (minimumMs < 0) {
      throw new IllegalArgumentException("minimumMs is " + minimumMs + "; it must not be negative");
    }
    if (roundUpMs < 1) {
      throw new IllegalArgumentException("roundUpMs is " + roundUpMs + "; it must be at least 1");
    }
    if (memoryStepMb < 1) {
      throw new IllegalArgumentException(
          "memoryStepMb is " + memoryStepMb + "; it must be at least 1");
    }
  }

  /**
   * Duration that is billed for a run, in ms: the longer of the run and the minimum, rounded up to
   * the next full step.
   *
   * @param durationMs how long the run took, in ms
   * @throws IllegalArgumentException if the duration is negative, not a number, or above 10^12 ms
   */
  public long billedMs(double durationMs) {
    if (!(durationMs >= 0 && durationMs <= LONGEST_MS)) {
      throw new IllegalArgumentException(
          "duration " + durationMs + " ms is not between 0 and 10^12 ms");
    }
    // ceil of a double is exact, and a ceiling in whole steps of the whole part is the ceiling of
    // the double: no rounding error can push a run over or under a step.
    long atLeast = Math.max((long) Math.ceil(durationMs), minimumMs);
    return Math.ceilDiv(atLeast, roundUpMs) * roundUpMs;
  }

  /**
   * Memory that is billed for a run, in MB: the configured memory, or where memory is metered the
   * used one, rounded up to the next full step.
   *
   * @param memoryMb configured memory, in MB
   * @param usedMb memory used, in MB
   */
  int billedMb(int memoryMb, int usedMb) {
    return dynamicMemory
        ? Math.ceilDiv(Math.max(usedMb, 1), memoryStepMb) * memoryStepMb
        : memoryMb;
  }
}
