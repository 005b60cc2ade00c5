package dev.skyvane.bench;

import dev.skyvane.bench.RestoreFigures.Start;
import dev.skyvane.bench.rig.ParkedRig;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.ArrayList;

/** Measures what it takes to take over a partition with many parked invocations. */
final class RestoreMeasurement {
  private static final long DUE_MS = Duration.ofHours(6).toMillis();

  private RestoreMeasurement() {}

  static RestoreFigures run(BacklogEffort.Parked effort, Report report) throws Exception {
    report.progress("restore: starting broker and registry");
    try (var rig = new ParkedRig()) {
      // The first start creates what later ones find.
      start(rig, "to be dropped", report);
      var without = start(rig, "nothing is parked", report);
      report.progress("restore: writing %,d parked invocations".formatted(effort.entries()));
      long due = System.currentTimeMillis() + DUE_MS;
      var written = rig.park(effort.entries(), _ -> due);
      var with = new ArrayList<Start>();
      for (int number = 1; number <= effort.restores(); number++) {
        with.add(start(rig, "restore %d of %d".formatted(number, effort.restores()), report));
      }
      return new RestoreFigures(without, with, written);
    }
  }

  private static Start start(ParkedRig rig, String which, Report report)
      throws InterruptedException {
    report.progress("restore: starting a router: " + which);
    try (var router = rig.start()) {
      return new Start(router.readyMs(), router.memory());
    }
  }
}
