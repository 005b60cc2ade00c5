package dev.skyvane.bench;

import dev.skyvane.bench.rig.Memory;
import dev.skyvane.bench.rig.Stream;
import dev.skyvane.bench.rig.Throughput;

/**
 * What working off a backlog of outcomes comes to.
 *
 * @param stream the service
 * @param work what it did and used
 * @param late outcomes that came too late for their window
 * @param memory what it held at the end
 */
record StreamFigures(Stream stream, Throughput work, long late, Memory memory) {
  private static final double US_PER_SECOND = 1e6;

  void report(Findings findings) {
    var of = ", " + stream.text();
    findings.figure("outcomes-per-second" + of, work.perSecond(), "1/s");
    findings.figure("cpu-us-per-outcome" + of, work.cpuUs(), "us");
    findings.figure("outcomes-per-second-per-core" + of, US_PER_SECOND / work.cpuUs(), "1/s");
    findings.figure(
        "allocated-per-outcome" + of, (double) work.used().allocatedBytes() / work.count(), "B");
    findings.figure("heap-afterwards" + of, memory.usedMib(), "MiB");
    findings.figure("resident-peak" + of, memory.residentPeakMib(), "MiB");
    findings.figure("outcomes-too-late" + of, late, "", 0);
  }
}
