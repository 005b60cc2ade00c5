package dev.skyvane.bench;

import dev.skyvane.bench.rig.TablesRig;
import dev.skyvane.bench.rig.TablesRig.Start;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;

/** Measures how soon a router that starts knows what is in the live tables. */
final class TablesMeasurement {
  /** States of a row that the cleaner may not have seen: 15 s, its pause, at ten a second. */
  private static final int UNSEEN_ROUNDS = 150;

  /** In the same time, at ten a second. */
  private static final int UNSEEN_TRANSACTIONS = 150;

  /** In 30 days, one in 15 min. */
  private static final int READINGS = 30 * 24 * 4;

  private TablesMeasurement() {}

  static TablesFigures run(StreamsEffort.Tables effort, long seed, Report report) throws Exception {
    report.progress("router-restore: starting broker and registry");
    try (var rig = new TablesRig(effort.deployments(), effort.vantages(), seed)) {
      start(rig, "to be dropped", report);
      var without = start(rig, "empty tables", report);
      report.progress("router-restore: publishing states of %,d rows".formatted(rig.rows()));
      rig.publishReadings(READINGS);
      rig.publish(effort.rounds() / 2, effort.transactions() / 2);
      rig.awaitCleaned();
      var half = rig.left();
      rig.publish(effort.rounds() / 2, effort.transactions() / 2);
      rig.awaitCleaned();
      var whole = rig.left();
      rig.pauseCleaner();
      rig.publish(UNSEEN_ROUNDS, UNSEEN_TRANSACTIONS);
      var found = rig.left();
      var with = new ArrayList<Start>();
      for (int number = 1; number <= effort.starts(); number++) {
        with.add(start(rig, "%d of %d".formatted(number, effort.starts()), report));
      }
      return new TablesFigures(rig.rows(), without, half, whole, found, with);
    }
  }

  private static Start start(TablesRig rig, String which, Report report)
      throws InterruptedException {
    report.progress("router-restore: starting a router: " + which);
    return rig.start();
  }
}
