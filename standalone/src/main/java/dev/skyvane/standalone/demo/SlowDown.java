package dev.skyvane.standalone.demo;

import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.standalone.demo.LiveTables.Timed;
import dev.skyvane.standalone.demo.Scores.Ran;
import dev.skyvane.standalone.terminal.Table;
import dev.skyvane.standalone.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The last act: the region in which most calls of a function run becomes slow, and they go
 * elsewhere.
 */
final class SlowDown {
  /** Calls per second. */
  static final int RATE = 20;

  /** Calls before it begins, and all of them. */
  static final int BEFORE = 3 * RATE;

  static final int CALLS = 8 * RATE;

  /** The nearest region is few milliseconds away, the next some more. */
  static final String ORIGIN = "eu-central-1";

  private static final long OBJECTIVE_MS = 500;
  private static final double ADDED_MS = 800;

  static final Contender CONTENDER =
      new Contender(
          "objective",
          "latency, with an objective",
          Policy.newBuilder()
              .setKind(PolicyKind.MINIMIZE)
              .setWeights(Map.of("latency", 1.0))
              .build());

  private static final int REGIONS_SHOWN = 3;

  private final World world;
  private final String function;
  private final FunctionSpec spec;
  private final Map<String, String> ids;
  private volatile String region = "";

  SlowDown(World world, String function) {
    this.world = world;
    this.function = function;
    this.spec = CONTENDER.spec(function, world);
    spec.setSloP95Ms(OBJECTIVE_MS);
    this.ids =
        spec.getDeployments().stream()
            .collect(Collectors.toMap(Deployment::getRegion, Deployment::getId));
  }

  /** The function that is called. */
  String function() {
    return function;
  }

  /** The function as it is registered. */
  FunctionSpec spec() {
    return spec;
  }

  /** Makes the region slow in which most calls ran. */
  void begin(List<Ran> ran) {
    region =
        byRegion(ran).entrySet().stream()
            .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElseThrow(() -> new IllegalStateException("none of the calls has run anywhere"));
    world.slow(region, ADDED_MS);
  }

  /** Ends it. */
  void end() {
    if (!region.isEmpty()) {
      world.slow(region, 0);
    }
  }

  /** What happens, in words, once it has begun. */
  String begun() {
    return "%s takes %.0f ms longer from now on".formatted(region, ADDED_MS);
  }

  /**
   * What goes on, for those who watch: where the latest calls ran, and what the live table says of
   * these places.
   *
   * @param table the function's deployments by their ids
   */
  String progress(List<Ran> ran, Map<String, Timed> table) {
    var latest = byRegion(ran.subList(Math.max(0, ran.size() - RATE), ran.size()));
    var shown = new ArrayList<String>();
    Stream.concat(
            Stream.of(region).filter(each -> !each.isEmpty()),
            latest.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(Map.Entry::getKey))
        .distinct()
        .limit(REGIONS_SHOWN)
        .forEach(shown::add);
    var lines =
        Table.of(
            "DEPLOYMENT IN",
            ">OF LATEST " + RATE,
            ">EWMA ms",
            ">p99 ms",
            ">OVER " + OBJECTIVE_MS + " ms",
            "STATE");
    for (var each : shown) {
      var timed = table.get(ids.get(each));
      if (timed != null) {
        lines.row(
            each,
            Long.toString(latest.getOrDefault(each, 0L)),
            RegionView.number("%.0f", timed.ewmaMs()),
            RegionView.number("%.0f", timed.p99Ms()),
            Long.toString(timed.missed()),
            timed.slower() ? "slower" : "");
      }
    }
    return (region.isEmpty() ? "all regions as usual" : region + " is slow")
        + ": %d calls a second from %s, an objective of %d ms".formatted(RATE, ORIGIN, OBJECTIVE_MS)
        + (lines.isEmpty() ? "" : "\n" + lines.render().stripTrailing());
  }

  /** What came of it, in words; calls by the order in which they were sent. */
  String told(List<Ran> ran) {
    var after = ran.stream().filter(each -> each.number() >= BEFORE).toList();
    var there = after.stream().filter(each -> each.region().equals(region)).toList();
    double last = there.stream().mapToInt(Ran::number).max().orElse(BEFORE) - BEFORE + 1;
    var elsewhere =
        after.stream()
            .filter(each -> !each.region().equals(region))
            .map(Ran::latencyMs)
            .sorted()
            .toList();
    return String.format(
        Locale.ROOT,
        "slow-down: %s began to take %.0f ms longer; of %d calls a second with an objective of %d ms the last went there"
            + " %.1f s later, and the others took %s elsewhere",
        region,
        ADDED_MS,
        RATE,
        OBJECTIVE_MS,
        there.isEmpty() ? 0 : last / RATE,
        elsewhere.isEmpty()
            ? "no time"
            : String.format(Locale.ROOT, "%.0f ms (p50)", elsewhere.get(elsewhere.size() / 2)));
  }

  private static Map<String, Long> byRegion(List<Ran> ran) {
    return ran.stream()
        .collect(Collectors.groupingBy(Ran::region, TreeMap::new, Collectors.counting()));
  }
}
