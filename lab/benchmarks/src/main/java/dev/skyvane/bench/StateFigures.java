package dev.skyvane.bench;

import dev.skyvane.bench.rig.Stream;
import dev.skyvane.bench.rig.Window;
import dev.skyvane.standalone.bench.Report;

/**
 * What a service's tables come to.
 *
 * @param stream the service
 * @param deployments in its tables
 * @param windows that it keeps, of everything
 * @param bytes of its tables on disk
 * @param changelogBytes of the topics that they are restored from
 * @param keptMs start with its tables, in ms
 * @param restoredMs start without them, in ms
 */
record StateFigures(
    Stream stream,
    int deployments,
    long windows,
    long bytes,
    long changelogBytes,
    long keptMs,
    long restoredMs) {
  private static final double MIB = 1024 * 1024;
  private static final double THOUSAND = 1_000;

  void report(Findings findings) {
    var of = ", " + stream.text();
    double windowBytes = (double) bytes / windows;
    findings.figure("state: windows" + of, windows, "");
    findings.figure("state: bytes-per-window" + of, windowBytes, "B");
    findings.figure("state: log-bytes-per-window" + of, (double) changelogBytes / windows, "B");
    findings.figure(
        "state: MiB-per-1000-deployments" + of,
        windowBytes * Window.most() * THOUSAND / MIB,
        "MiB");
    findings.figure("restore: seconds" + of, restoredMs / THOUSAND, "s");
    findings.figure("restore: seconds-with-tables" + of, keptMs / THOUSAND, "s");
    findings.figure("restore: deployments" + of, deployments, "");
    findings.figure("restore: MiB-of-log" + of, changelogBytes / MIB, "MiB");
  }

  static void note(Report report) {
    report.note(
        "state: two outcomes of each deployment an hour, one a minute in the last two days, one in 10 s in the last hour, from one vantage; windows are those of regions and whatever else the service keeps, too; 1,000 deployments are taken to have all %,d windows each, as after 400 days"
            .formatted(Window.most()));
    report.note(
        "restore: from the start of the service, in a JVM that runs, until it serves, its tables deleted or kept");
  }
}
