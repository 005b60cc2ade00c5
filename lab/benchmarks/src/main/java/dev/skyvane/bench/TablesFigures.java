package dev.skyvane.bench;

import dev.skyvane.bench.rig.TablesRig.Left;
import dev.skyvane.bench.rig.TablesRig.Start;
import dev.skyvane.standalone.bench.Report;
import java.util.List;

/**
 * What starts of routers on the live tables come to.
 *
 * @param rows of the tables of latency and cost
 * @param without a start on empty tables
 * @param half what the cleaner left after half of what was published
 * @param whole the same after all of it
 * @param found what the starts found
 * @param with the starts
 */
record TablesFigures(int rows, Start without, Left half, Left whole, Left found, List<Start> with) {
  /** Longest restore of the live data of 228 deployments, in s. */
  private static final double MOST_SECONDS = 2;

  private static final double MS_PER_SECOND = 1e3;
  private static final double MIB = 1024 * 1024;

  void report(Findings findings, Report report) {
    var seconds = Spread.of(with, start -> start.restoreMs() / MS_PER_SECOND);
    findings.figure("router-restore: seconds", seconds.median(), "s", MOST_SECONDS);
    findings.figure("router-restore: seconds, least", seconds.least(), "s");
    findings.figure("router-restore: seconds, most", seconds.most(), "s");
    findings.figure(
        "router-restore: seconds, empty tables", without.restoreMs() / MS_PER_SECOND, "s");
    findings.figure(
        "router-restore: start-to-ready",
        Spread.of(with, start -> start.readyMs() / MS_PER_SECOND).median(),
        "s");
    findings.figure(
        "router-restore: start-to-ready, empty tables", without.readyMs() / MS_PER_SECOND, "s");
    findings.figure(
        "router-restore: cpu-seconds",
        Spread.of(with, start -> (start.cpuMs() - without.cpuMs()) / MS_PER_SECOND).median(),
        "s");
    findings.figure("router-restore: rows", rows, "");
    findings.figure("router-restore: records-read", found.records(), "");
    findings.figure("router-restore: MiB-read", found.bytes() / MIB, "MiB");
    findings.figure("router-restore: records-after-half", half.records(), "");
    findings.figure("router-restore: records-cleaned", whole.records(), "");
    findings.figure("router-restore: MiB-cleaned", whole.bytes() / MIB, "MiB");
    report.note(
        "router-restore: seconds are from where a router, in a JVM that runs, begins to read until all that the tables of latency and cost say counts; start-to-ready is the whole start, group and partitions included; cpu-seconds: processor time of the JVM until then, less that on empty tables");
    report.note(
        "router-restore: what a start finds is what the broker's own cleaner left (records-cleaned, which does not grow with what was published), and on top 15 s, the cleaner's pause, of every row ten times a second, the most that is published; readings of 30 days");
  }
}
