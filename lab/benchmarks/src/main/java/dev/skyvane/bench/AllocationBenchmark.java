package dev.skyvane.bench;

import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Pauses;
import dev.skyvane.bench.rig.Rig;
import dev.skyvane.bench.rig.Round;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a whole router allocates per invocation in steady state, and how long collecting it pauses
 * the router, beside an echo that makes the same HTTP call.
 */
public final class AllocationBenchmark implements Benchmark {
  private static final int RATE = 2_000;
  private static final double NANOS_PER_MS = 1e6;
  private static final List<Contender> CONTENDERS = List.of(Contender.ROUTER, Contender.HTTP);

  private final @Nullable RigEffort given;

  /** Called by the service loader. */
  public AllocationBenchmark() {
    this.given = null;
  }

  AllocationBenchmark(RigEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "allocation";
  }

  @Override
  public String summary() {
    return "bytes allocated per invocation of a whole router, and pauses to collect them";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    Cases.of(Map.of(), options.arguments());
    var effort = given == null ? RigEffort.of(options.fast()) : given;
    report.progress("starting broker, registry, provider and two contenders");
    var findings = new Findings(report);
    try (var rig = new Rig(CONTENDERS, options.seed())) {
      for (var contender : CONTENDERS) {
        report.progress("warming up the " + contender.text());
        rig.run(contender, RATE, effort.warmUp());
        rig.record(contender);
        var rounds = new ArrayList<Round>();
        for (int number = 1; number <= effort.rounds(); number++) {
          report.progress(
              "round %d of %d: the %s at %,d/s"
                  .formatted(number, effort.rounds(), contender.text(), RATE));
          rounds.add(rig.run(contender, RATE, effort.length()));
        }
        report(contender, rounds, rig.pauses(contender), findings);
      }
    }
    report.note(
        "at %,d/s, 1 KB; bytes are those of all threads of the contender's JVM, from poll to"
                .formatted(RATE)
            + " acknowledged reply and outcome, medians of the rounds; pauses are those of all"
            + " rounds");
    report.note("each contender runs in a JVM of its own: " + Rig.flags());
    findings.end(effort.text(), options.seed());
  }

  private static void report(
      Contender contender, List<Round> rounds, Pauses pauses, Findings findings) {
    var of = contender == Contender.ROUTER ? "" : ", " + contender.text();
    var bytes = Spread.of(rounds, Round::bytes);
    findings.figure("allocated-bytes-per-invocation" + of, bytes.median(), "B");
    findings.figure("allocated-bytes-per-invocation, least" + of, bytes.least(), "B");
    findings.figure("allocated-bytes-per-invocation, most" + of, bytes.most(), "B");
    long invocations = rounds.stream().mapToLong(round -> round.nanos().getTotalCount()).sum();
    findings.figure("gc-pauses" + of, pauses.count(), "");
    findings.figure("invocations" + of, invocations, "");
    if (pauses.count() > 0) {
      findings.figure(
          "gc-pause-ms-mean" + of, pauses.totalNanos() / NANOS_PER_MS / pauses.count(), "ms");
    }
    findings.figure("gc-pause-ms-max" + of, pauses.longestNanos() / NANOS_PER_MS, "ms");
    findings.figure("gc-us-per-invocation" + of, pauses.totalNanos() / 1_000.0 / invocations, "us");
  }
}
