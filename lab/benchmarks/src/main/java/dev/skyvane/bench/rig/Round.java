package dev.skyvane.bench.rig;

import org.HdrHistogram.Histogram;

/**
 * What one contender showed at one rate in one round.
 *
 * @param nanos times from when a request was to be sent to its reply read, in ns
 * @param used what its JVM used meanwhile
 * @param providerNanos mean time of a call in the stub provider, in ns; 0 where it is not called
 */
public record Round(Histogram nanos, Counters used, double providerNanos) {
  private static final double NANOS_PER_MS = 1e6;
  private static final double NANOS_PER_US = 1e3;

  /** A percentile of the times less the provider's, in ms. */
  public double ms(double percentile) {
    return (nanos.getValueAtPercentile(percentile) - providerNanos) / NANOS_PER_MS;
  }

  /** Processor time of the contender's JVM per request, in us. */
  public double cpuUs() {
    return used.cpuNanos() / NANOS_PER_US / nanos.getTotalCount();
  }

  /** Mean time from poll to request written, in us. */
  public double dispatchUs() {
    return used.dispatchNanos() / NANOS_PER_US / used.dispatched();
  }

  /** Share of requests whose way was measured. */
  public double measuredShare() {
    return (double) used.dispatched() / nanos.getTotalCount();
  }

  /** Bytes allocated by the contender's JVM per request. */
  public double bytes() {
    return (double) used.allocatedBytes() / nanos.getTotalCount();
  }
}
