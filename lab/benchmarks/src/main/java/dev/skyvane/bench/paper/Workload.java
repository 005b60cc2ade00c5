package dev.skyvane.bench.paper;

/**
 * What each call of an experiment uses.
 *
 * @param memoryMb configured memory, in MB
 * @param durationMs execution time, in ms
 */
public record Workload(int memoryMb, long durationMs) {

  private static final double MB_PER_GB = 1024;
  private static final double MS_PER_SECOND = 1000;

  double gigabytes() {
    return memoryMb / MB_PER_GB;
  }

  double seconds() {
    return durationMs / MS_PER_SECOND;
  }
}
