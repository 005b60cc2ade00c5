package dev.skyvane.bench;

import dev.skyvane.chaos.ChaosSite;
import dev.skyvane.chaos.Watch;
import java.util.ArrayList;
import java.util.List;

/** What rounds of chaos come to. Used by one thread. */
final class ChaosTotals {
  private static final int MOST_KEPT = 5;
  private static final int MOST_LINES = 12;

  private long invocations;
  private long calls;
  private long losses;
  private long lost;
  private long extraTerminalRecords;
  private long reruns;
  private long repeatedCalls;
  private long attemptsOverMax;
  private long orderViolations;
  private long overLimit;
  private long memoryPeakBytes;
  private final List<String> broken = new ArrayList<>();

  /** Adds a round that has ended, with all told. */
  void add(ChaosSite site) {
    Watch watch = site.watch();
    invocations += site.sent();
    calls += watch.calls();
    losses += watch.losses();
    lost += watch.lost();
    extraTerminalRecords += watch.extraTerminalRecords();
    reruns += watch.reruns();
    repeatedCalls += watch.repeatedCalls();
    attemptsOverMax += watch.attemptsOverMax();
    orderViolations += watch.orderViolations();
    overLimit += watch.overLimit();
    memoryPeakBytes = Math.max(memoryPeakBytes, watch.memoryPeakBytes());
    for (var one : site.broken()) {
      if (broken.size() < MOST_KEPT) {
        broken.add(one + "\n  routers said: " + warnings(site));
      }
    }
  }

  private static String warnings(ChaosSite site) {
    var lines =
        site.routersSay().stream()
            .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
            .toList();
    return String.join(
        "\n    ", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
  }

  void report(int faults, Findings findings) {
    findings.figure("invocations", invocations, "");
    findings.figure("faults", faults, "");
    findings.figure("routers-lost", losses, "");
    findings.figure("calls", calls, "");
    findings.figure("lost", lost, "", 0);
    findings.figure("extra-terminal-records", extraTerminalRecords, "");
    findings.figure("re-runs", reruns, "", 0);
    findings.figure("re-runs-per-kill", perLoss(reruns), "", 0);
    findings.figure("repeated-calls-per-kill", perLoss(repeatedCalls), "");
    findings.figure("attempts-over-max", attemptsOverMax, "");
    findings.figure("order-violations", orderViolations, "", 0);
    findings.figure("runs-over-limit", overLimit, "", 0);
    findings.figure("router-memory-peak", memoryPeakBytes / 1024.0 / 1024, "MiB");
  }

  /** What was not as it should be, in words. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  double rerunsPerLoss() {
    return perLoss(reruns);
  }

  double repeatedCallsPerLoss() {
    return perLoss(repeatedCalls);
  }

  double extraTerminalRecordsPerLoss() {
    return perLoss(extraTerminalRecords);
  }

  private double perLoss(long count) {
    return losses == 0 ? 0 : (double) count / losses;
  }
}
