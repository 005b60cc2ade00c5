package dev.skyvane.bench;

import dev.skyvane.bench.rig.StuckRig;
import dev.skyvane.bench.rig.StuckRig.Input;
import dev.skyvane.bench.rig.StuckRig.Series;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Measures what completes past one invocation that never ends. */
final class StuckMeasurement {
  /** Time after which the last commit is there, in ms: some commit intervals. */
  private static final long COMMITTED_MS = 1_000;

  private StuckMeasurement() {}

  static StuckFigures run(BacklogEffort.Stuck effort, long seed, Report report) throws Exception {
    report.progress("stuck: %,d completions by the classes alone".formatted(effort.modelled()));
    var modelled = StuckWindow.run(effort.modelled(), seed);
    report.progress("stuck: starting broker, registry, provider and router");
    var clean = new ArrayList<Series>();
    var stuck = new ArrayList<Series>();
    try (var rig = new StuckRig(seed)) {
      report.progress("stuck: warming up the router");
      rig.complete(Input.CLEAN, effort.completions());
      rig.stick();
      var random = new Random(seed);
      for (int number = 1; number <= effort.rounds(); number++) {
        // Another order each time: what the machine does meanwhile is to hit both alike.
        var first = random.nextBoolean() ? Input.CLEAN : Input.STUCK;
        for (var input : List.of(first, first == Input.CLEAN ? Input.STUCK : Input.CLEAN)) {
          report.progress(
              "stuck: round %d of %d: %,d completions, %s"
                  .formatted(number, effort.rounds(), effort.completions(), Names.of(input)));
          (input == Input.CLEAN ? clean : stuck).add(rig.complete(input, effort.completions()));
        }
      }
      Thread.sleep(COMMITTED_MS);
      return new StuckFigures(clean, stuck, rig.progress(Input.STUCK), modelled);
    }
  }
}
