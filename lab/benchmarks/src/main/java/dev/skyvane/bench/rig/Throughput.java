package dev.skyvane.bench.rig;

/**
 * What one contender showed with one backlog.
 *
 * @param count requests
 * @param nanos from the first sent to the last reply read, in ns
 * @param used what its JVM used meanwhile
 */
public record Throughput(int count, long nanos, Counters used) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_US = 1e3;

  /** Requests answered per second. */
  public double perSecond() {
    return count / seconds();
  }

  /** How long it took, in s. */
  public double seconds() {
    return nanos / NANOS_PER_SECOND;
  }

  /** Processor time of the contender's JVM per request, in us. */
  public double cpuUs() {
    return used.cpuNanos() / NANOS_PER_US / count;
  }
}
