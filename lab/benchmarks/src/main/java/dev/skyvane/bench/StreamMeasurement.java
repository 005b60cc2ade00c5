package dev.skyvane.bench;

import dev.skyvane.bench.rig.Stream;
import dev.skyvane.bench.rig.StreamRig;
import dev.skyvane.standalone.bench.Report;

/** Measures a stream service: how fast it counts, and what it keeps. */
final class StreamMeasurement {
  private static final int VANTAGES = 3;

  private StreamMeasurement() {}

  static StreamFigures throughput(
      Stream stream, StreamsEffort.Backlog effort, long seed, Report report) throws Exception {
    var at = "throughput, " + stream.text() + ": ";
    report.progress(at + "starting broker and registry");
    try (var rig = new StreamRig(stream, effort.deployments(), VANTAGES, false, seed)) {
      int count = effort.dropped() + effort.measured();
      report.progress(at + "writing %,d outcomes".formatted(count));
      rig.write(count);
      report.progress(at + "working them off");
      try (var service = rig.start()) {
        return new StreamFigures(
            stream, service.workOff(effort.dropped()), service.late(), service.memory());
      }
    }
  }

  static StateFigures state(Stream stream, StreamsEffort.State effort, long seed, Report report)
      throws Exception {
    var at = "state, " + stream.text() + ": ";
    report.progress(at + "starting broker and registry");
    try (var rig = new StreamRig(stream, effort.deployments(), 1, true, seed)) {
      report.progress(
          at
              + "writing %,d outcomes of each of %d deployments"
                  .formatted(effort.past().size(), effort.deployments()));
      rig.write(effort.past());
      long windows;
      try (var service = rig.start()) {
        report.progress(at + "counting them");
        service.workOff(0);
        windows = service.windows(effort.past());
      }
      long bytes = rig.stateBytes();
      long kept = start(rig, at + "starting with its tables", report);
      rig.loseState();
      long changelog = rig.changelogBytes();
      long restored = start(rig, at + "starting without its tables", report);
      return new StateFigures(
          stream, effort.deployments(), windows, bytes, changelog, kept, restored);
    }
  }

  private static long start(StreamRig rig, String what, Report report) {
    report.progress(what);
    try (var service = rig.start()) {
      return service.readyMs();
    }
  }
}
