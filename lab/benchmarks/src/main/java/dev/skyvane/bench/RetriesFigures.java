package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Report;
import org.HdrHistogram.Histogram;

/**
 * How late retries begin.
 *
 * @param timers of one event loop: from when each was due until it ran, in us
 * @param calls of parked invocations: from when each was due until the provider had it, in ms
 * @param early calls that came before they were due
 * @param waiting parked invocations that still waited in the end
 */
record RetriesFigures(Histogram timers, Histogram calls, long early, long waiting) {
  /** Latest begin of a retry that is due, in ms. */
  private static final double MOST_MS = 100;

  private static final double US_PER_MS = 1_000;
  private static final double P50 = 50;
  private static final double P99 = 99;

  void report(Findings findings, Report report) {
    of("retries: late", calls, 1, findings);
    findings.figure("retries: early", early, "", 0);
    findings.figure("retries: due", calls.getTotalCount(), "");
    findings.figure("retries: waiting", waiting, "");
    of("retries, timers: late", timers, US_PER_MS, findings);
    findings.figure("retries, timers: timers", timers.getTotalCount(), "");
    report.note(
        "retries: parked invocations of one partition that a router restored; from when each was"
            + " due until its call, with the payload that was read again, had reached the provider,"
            + " by the clock of the machine; the first fifth of the time is left out");
    report.note(
        "retries, timers: those of one event loop alone, as short backoffs use them, all set at once");
  }

  private static void of(String what, Histogram late, double perMs, Findings findings) {
    findings.figure(what + "-p50", late.getValueAtPercentile(P50) / perMs, "ms");
    findings.figure(what + "-p99", late.getValueAtPercentile(P99) / perMs, "ms", MOST_MS);
    findings.figure(what + "-max", late.getMaxValue() / perMs, "ms", MOST_MS);
  }
}
