package dev.skyvane.bench;

import dev.skyvane.bench.rig.LagRig.Stalled;
import dev.skyvane.bench.rig.LagRig.WorkedOff;
import dev.skyvane.standalone.bench.Report;

/**
 * What a lag of payloads of 1 MiB comes to.
 *
 * @param records of the lag
 * @param stalled what the router showed while the provider stalled
 * @param workedOff what it showed afterwards
 */
record LagFigures(int records, Stalled stalled, WorkedOff workedOff) {
  /** Bytes that a router holds by default before it pauses, and one fetch more, in MiB. */
  private static final double MOST_HELD_MIB = 64 + 50;

  /** Half of the heap that the launcher gives, in MiB. */
  private static final double MOST_USED_MIB = 256;

  /** That heap, and half as much for everything beside it, in MiB. */
  private static final double MOST_RESIDENT_MIB = 768;

  void report(Findings findings, Report report) {
    findings.figure("lag: records", records, "MiB");
    findings.figure("lag: held-while-stalled", stalled.memory().heldMib(), "MiB", MOST_HELD_MIB);
    findings.figure("lag: heap-while-stalled", stalled.memory().usedMib(), "MiB", MOST_USED_MIB);
    findings.figure("lag: calls-while-stalled", stalled.calls(), "");
    findings.figure("lag: read-while-stalled", stalled.memory().received(), "records");
    findings.figure("lag: heap-peak", workedOff.memory().peakMib(), "MiB");
    findings.figure(
        "lag: resident-peak", workedOff.memory().residentPeakMib(), "MiB", MOST_RESIDENT_MIB);
    findings.figure("lag: seconds-afterwards", workedOff.seconds(), "s");
    findings.figure("lag: per-second-afterwards", records / workedOff.seconds(), "MiB/s");
    report.note(
        "lag: 4 partitions, all written before the router starts; every invocation was answered"
            + " with its payload; partitions pause at inflight.max.bytes, 64 MiB; heap after a"
            + " collection, peaks with garbage");
  }
}
