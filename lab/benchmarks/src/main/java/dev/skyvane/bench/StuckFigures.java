package dev.skyvane.bench;

import dev.skyvane.bench.rig.StuckRig.Progress;
import dev.skyvane.bench.rig.StuckRig.Series;
import dev.skyvane.router.intake.ProgressCodec;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What completions past a stuck record come to.
 *
 * @param clean rounds without one
 * @param stuck rounds past one; as many, each beside the clean one of the same place
 * @param progress of the group in the end
 * @param modelled what the classes alone showed
 */
record StuckFigures(
    List<Series> clean, List<Series> stuck, Progress progress, StuckWindow modelled) {
  /** Least that the throughput should be of that without a stuck record. */
  private static final double LEAST_RATIO = 0.9;

  /**
   * Most that the heap may grow from the second round past the stuck record to the last, in MiB.
   */
  private static final double MOST_GROWTH_MIB = 8;

  /** Most that the last of the modelled completions may take of the first. */
  private static final double MOST_SLOWER = 1.2;

  private static final double BYTES_PER_MIB = 1024 * 1024;

  void report(Findings findings, Report report) {
    var ratio = ratio(series -> series.throughput().perSecond());
    findings.atLeast("stuck: throughput-ratio", ratio.median(), "x", LEAST_RATIO);
    findings.figure("stuck: throughput-ratio, least", ratio.least(), "x");
    findings.figure("stuck: throughput-ratio, most", ratio.most(), "x");
    findings.spread("stuck: cpu-ratio", ratio(series -> series.throughput().cpuUs()), "x");
    findings.spread(
        "stuck: per-second", Spread.of(stuck, series -> series.throughput().perSecond()), "/s");
    findings.figure(
        "stuck: heap-growth",
        stuck.getLast().memory().usedMib() - stuck.get(1).memory().usedMib(),
        "MiB",
        MOST_GROWTH_MIB);
    findings.figure("stuck: heap", stuck.getLast().memory().usedMib(), "MiB");
    findings.figure(
        "stuck: commit-metadata-most",
        Stream.concat(Stream.of(progress.metadata()), stuck.stream().map(Series::mostMetadata))
            .mapToInt(Integer::intValue)
            .max()
            .orElseThrow(),
        "characters",
        ProgressCodec.MOST_CHARACTERS);
    findings.figure("stuck: records-behind", progress.behind(), "records", StuckWindow.WINDOW);
    findings.figure(
        "stuck: completions",
        stuck.stream().mapToInt(series -> series.throughput().count()).sum(),
        "");
    findings.figure("stuck, modelled: completions", modelled.completions(), "");
    findings.figure(
        "stuck, modelled: window-most", modelled.mostSpan(), "records", StuckWindow.WINDOW);
    findings.figure(
        "stuck, modelled: commit-metadata-most",
        modelled.mostMetadata(),
        "characters",
        ProgressCodec.MOST_CHARACTERS);
    findings.figure(
        "stuck, modelled: last-to-first",
        modelled.lastNanos() / modelled.firstNanos(),
        "x",
        MOST_SLOWER);
    findings.figure("stuck, modelled: per-completion", modelled.lastNanos(), "ns");
    findings.figure(
        "stuck, modelled: heap-growth",
        modelled.grownBytes() / BYTES_PER_MIB,
        "MiB",
        MOST_GROWTH_MIB);
    report.note(
        "stuck: one call of 15 min, then completions of 0 to 5 ms past it in its partition, at most"
            + " 256 calls at a time; ratios are to a clean partition of the same router, round by"
            + " round; heap after a collection; records behind: between committed offset and end");
    report.note(
        "stuck, modelled: window, metadata and table of the parked alone, 256 invocations at a"
            + " time that complete in random order, commits every 1,000; last and first are tenths");
  }

  private Spread ratio(ToDoubleFunction<Series> figure) {
    return Spread.of(
        IntStream.range(0, clean.size()).boxed().toList(),
        number ->
            figure.applyAsDouble(stuck.get(number)) / figure.applyAsDouble(clean.get(number)));
  }
}
