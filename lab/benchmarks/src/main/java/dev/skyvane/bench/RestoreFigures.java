package dev.skyvane.bench;

import dev.skyvane.bench.rig.Memory;
import dev.skyvane.bench.rig.ParkedRig.Written;
import dev.skyvane.standalone.bench.Report;
import java.util.List;

/**
 * What restores come to.
 *
 * @param without a start with nothing parked
 * @param with starts with everything parked
 * @param written what is parked
 */
record RestoreFigures(Start without, List<Start> with, Written written) {
  /** Longest restore of a million entries, in s (DELIVERY 9). */
  private static final double MOST_SECONDS = 10;

  /** Most bytes of an entry in the log, key and value (DELIVERY 9). */
  private static final double MOST_LOG_BYTES = 300;

  /** Most bytes of an entry in memory (DELIVERY 9). */
  private static final double MOST_HEAP_BYTES = 100;

  /**
   * A router that was started.
   *
   * @param readyMs from its start until it served and knew all that is parked, in ms
   * @param memory of it then
   */
  record Start(long readyMs, Memory memory) {}

  void report(Findings findings, Report report) {
    var seconds = Spread.of(with, start -> (start.readyMs() - without.readyMs()) / 1e3);
    findings.figure("restore: seconds", seconds.median(), "s", MOST_SECONDS);
    findings.figure("restore: seconds, least", seconds.least(), "s");
    findings.figure("restore: seconds, most", seconds.most(), "s");
    findings.figure("restore: start-without", without.readyMs() / 1e3, "s");
    findings.figure("restore: entries", with.getLast().memory().parked(), "");
    findings.figure(
        "restore: log-bytes-per-entry",
        (double) written.bytes() / written.count(),
        "B",
        MOST_LOG_BYTES);
    findings.figure(
        "restore: heap-bytes-per-entry",
        Spread.of(
                with,
                start ->
                    (double) (start.memory().usedBytes() - without.memory().usedBytes())
                        / written.count())
            .median(),
        "B",
        MOST_HEAP_BYTES);
    findings.figure(
        "restore: heap-peak",
        with.stream().mapToDouble(start -> start.memory().peakMib()).max().orElseThrow(),
        "MiB");
    report.note(
        "restore: from the start of a router until its partitions are served and it knows all that is"
            + " parked, less the same with nothing parked; retries of one partition, with one deployment tried; heap after a"
            + " collection, less that with nothing parked");
  }
}
