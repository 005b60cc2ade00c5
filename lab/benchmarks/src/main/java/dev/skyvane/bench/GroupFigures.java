package dev.skyvane.bench;

import dev.skyvane.bench.rig.GroupRig;
import dev.skyvane.bench.rig.GroupRig.Protocol;
import dev.skyvane.bench.rig.Interruption;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.Map;

/**
 * What interruptions of a group come to.
 *
 * @param rolled restarts of all routers, one after the other, by round
 * @param killed losses of one router, by round
 */
record GroupFigures(
    Map<Protocol, List<Interruption>> rolled, Map<Protocol, List<Interruption>> killed) {
  private static final double P99 = 99;
  private static final long LATE_MS = 1_000;

  void report(Report report, GroupEffort effort, long seed) {
    var findings = new Findings(report);
    rolled.forEach((protocol, rounds) -> of("restarts", protocol, rounds, findings));
    killed.forEach((protocol, rounds) -> of("kill", protocol, rounds, findings));
    report.note(
        "three routers, 12 partitions, echoes; longest: what the slowest caller waited, which is the"
            + " longest pause of a partition; late: callers that waited more than 1 s; repeated:"
            + " calls beyond one for each invocation; medians of the rounds, least and most those"
            + " of single rounds; every invocation was answered, failed: with an error; none may"
            + " be, and pauses have no goal");
    report.note(
        "sessions of %,d ms; heartbeats of 1,000 ms, and of 5,000 ms, the brokers' default, with consumer-5s; a killed router is started again after two sessions"
            .formatted(GroupRig.SESSION_MS));
    findings.end(effort.text(), seed);
  }

  private static void of(
      String event, Protocol protocol, List<Interruption> rounds, Findings findings) {
    var of = ", %s, %s".formatted(event, protocol.text());
    findings.spread("longest" + of, Spread.of(rounds, Interruption::longestMs), "ms");
    findings.spread("late" + of, Spread.of(rounds, round -> round.later(LATE_MS)), "callers");
    findings.figure("p99" + of, Spread.of(rounds, round -> round.ms(P99)).median(), "ms");
    findings.figure("repeated" + of, Spread.of(rounds, Interruption::repeated).median(), "calls");
    findings.figure("failed" + of, rounds.stream().mapToLong(Interruption::failed).sum(), "", 0);
    findings.figure("took" + of, Spread.of(rounds, Interruption::seconds).median(), "s");
  }
}
