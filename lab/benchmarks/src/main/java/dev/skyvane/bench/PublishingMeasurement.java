package dev.skyvane.bench;

import dev.skyvane.bench.rig.Publishing;
import dev.skyvane.bench.rig.PublishingRig;
import dev.skyvane.bench.rig.PublishingRig.Taken;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What fresh tables cost: outcomes per second and processor time per outcome of a metrics stream
 * that publishes within 100 ms, its default, beside one that does so once for each window. Measured
 * in turn, so that what the machine does meanwhile hits both alike.
 *
 * @param backlog rounds in which outcomes came as fast as can be: what a stream can take
 * @param steady rounds in which they came at a rate at which nearly each is published
 */
record PublishingMeasurement(
    List<Map<Publishing, Taken>> backlog, List<Map<Publishing, Taken>> steady) {

  static PublishingMeasurement run(PublishingEffort effort, long seed, Report report)
      throws Exception {
    var backlog = new ArrayList<Map<Publishing, Taken>>();
    var steady = new ArrayList<Map<Publishing, Taken>>();
    report.progress("publishing: starting broker, registry and two metrics streams");
    try (var rig = new PublishingRig()) {
      var random = new Random(seed);
      for (int number = 1 - effort.warmUps(); number <= effort.rounds(); number++) {
        var order = new ArrayList<>(Arrays.asList(Publishing.values()));
        Collections.shuffle(order, random);
        var atOnce = new EnumMap<Publishing, Taken>(Publishing.class);
        var atRate = new EnumMap<Publishing, Taken>(Publishing.class);
        for (var publishing : order) {
          report.progress(
              number < 1
                  ? "publishing: warming up"
                  : "publishing: round %d of %d, %s"
                      .formatted(number, effort.rounds(), publishing.text()));
          atOnce.put(publishing, rig.backlog(publishing, effort.backlog()));
          atRate.put(publishing, rig.steady(publishing, effort.perSecond(), effort.steady()));
        }
        if (number > 0) {
          backlog.add(atOnce);
          steady.add(atRate);
        }
      }
    }
    return new PublishingMeasurement(backlog, steady);
  }

  void report(Findings findings, PublishingEffort effort) {
    var rate = "%,d/s".formatted(effort.perSecond());
    for (var publishing : Publishing.values()) {
      var of = ", " + publishing.text();
      findings.spread(
          "outcomes-per-second" + of, Spread.of(backlog, of(publishing, Taken::perSecond)), "1/s");
      each(findings, "backlog" + of, backlog, publishing);
      each(findings, rate + of, steady, publishing);
    }
    findings.spread(
        "throughput-ratio-at-once-to-window-end", ratio(backlog, Taken::perSecond), "x");
    findings.spread(
        "cpu-ratio-at-once-to-window-end, backlog", ratio(backlog, Taken::cpuMicros), "x");
    findings.spread(
        "cpu-ratio-at-once-to-window-end, " + rate, ratio(steady, Taken::cpuMicros), "x");
  }

  private static void each(
      Findings findings, String what, List<Map<Publishing, Taken>> rounds, Publishing publishing) {
    findings.figure(
        "cpu-us-per-outcome, " + what,
        Spread.of(rounds, of(publishing, Taken::cpuMicros)).median(),
        "us");
    findings.figure(
        "published-per-outcome, " + what,
        Spread.of(rounds, of(publishing, Taken::published)).median(),
        "");
  }

  private static Spread ratio(List<Map<Publishing, Taken>> rounds, ToDoubleFunction<Taken> figure) {
    var above = of(Publishing.AT_ONCE, figure);
    var below = of(Publishing.AT_WINDOW_END, figure);
    return Spread.of(rounds, round -> above.applyAsDouble(round) / below.applyAsDouble(round));
  }

  private static ToDoubleFunction<Map<Publishing, Taken>> of(
      Publishing publishing, ToDoubleFunction<Taken> figure) {
    return round -> {
      var taken = round.get(publishing);
      if (taken == null) {
        throw new IllegalStateException(publishing.text() + " was not measured");
      }
      return figure.applyAsDouble(taken);
    };
  }
}
