package dev.skyvane.bench;

import static dev.skyvane.bench.FedTable3Figures.change;

import dev.skyvane.bench.paper.CarbonFile;
import dev.skyvane.bench.paper.Federation;
import dev.skyvane.bench.paper.Replay;
import dev.skyvane.bench.paper.Strategy;
import dev.skyvane.bench.paper.Workload;
import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.FedRegion;
import dev.skyvane.catalog.Region;
import dev.skyvane.router.schedule.Objective;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What policies come to over months of hourly carbon, from any file of the known columns. */
public final class CarbonReplayBenchmark implements Benchmark {

  private static final String FILE = "file";
  private static final String REGIONS = "regions";
  private static final String FROM = "from";
  private static final String LAG = "lag-hours";
  private static final String MARGIN = "margin";
  private static final String DWELL = "dwell-hours";
  private static final int DAY = 24;
  private static final int FAST_DAYS = 28;
  private static final Workload CALL = new Workload(1769, 1_000);
  private static final Strategy GREEDY = Strategy.minimize(Objective.CARBON);

  /** How the carbon of a policy that holds its leader may differ from greedy's, in percent. */
  static final double MOST_OVER_GREEDY = 0.7;

  /** Of greedy's switches. */
  static final double MOST_OF_SWITCHES = 0.5;

  /** Called by the service loader. */
  public CarbonReplayBenchmark() {}

  @Override
  public String name() {
    return "carbon-replay";
  }

  @Override
  public String summary() {
    return "policies over months of hourly carbon: --file F, of any zones of the catalog";
  }

  @Override
  public void run(Options options, Report report) {
    var words = Words.of(List.of(FILE, REGIONS, FROM, LAG, MARGIN, DWELL), options.arguments());
    var folder = DataFolder.path();
    var catalog = Catalog.load(folder);
    var file =
        CarbonFile.read(
            words
                .text(FILE)
                .map(Path::of)
                .orElse(folder.resolve("carbon_hourly_2022-11_2023-03.csv")));
    var regions = regions(words, catalog, file, report);
    var from = ids(words.list(FROM), catalog);
    int lag = words.whole(LAG, 1, 7 * DAY);
    var clients = from.isEmpty() ? regions : from;
    var held =
        Strategy.heldCarbon(
            words.whole(MARGIN, Strategy.USUAL_MARGIN_PERCENT, 100),
            words.whole(DWELL, 0, 7 * DAY));
    var strategies = strategies(held);
    report.progress("%d strategies in %d regions".formatted(strategies.size(), regions.size()));
    var results =
        new Replay(
                catalog,
                file.zones(),
                new Replay.Setting(
                    regions,
                    clients,
                    lag,
                    options.fast() ? FAST_DAYS * DAY : Integer.MAX_VALUE,
                    DAY,
                    false,
                    CALL,
                    catalog.latency()))
            .run(strategies);
    var findings = new Findings(report);
    results.results().forEach((name, result) -> row(findings, name, result, results));
    held(findings, held.name(), results);
    file.credit().ifPresent(credit -> report.note("hourly readings: " + credit));
    findings.end(
        "%s%d hours, %d skipped for want of a reading; %d regions, %d clients, one call an hour each; readings %d h old"
            .formatted(
                options.fast() ? "fast: the first " + FAST_DAYS + " days alone; " : "",
                results.hours(),
                results.skipped(),
                regions.size(),
                clients.size(),
                lag),
        options.seed());
  }

  /** A further policy is a further line. */
  private static List<Strategy> strategies(Strategy held) {
    return List.of(
        GREEDY,
        held,
        Strategy.BALANCED,
        Strategy.DISTANCE_WEIGHTED,
        Strategy.minimize(Objective.DISTANCE),
        Strategy.minimize(Objective.LATENCY),
        Strategy.minimize(Objective.COST),
        Strategy.leastCarbonWithin(20),
        Strategy.leastCarbonWithin(50),
        Strategy.leastCarbonWithin(150));
  }

  /** What holding the leader saves in switches and costs in carbon. */
  private static void held(Findings findings, String name, Replay.Results results) {
    var greedy = results.of(GREEDY.name());
    var held = results.of(name);
    findings.figure(
        name + ": carbon, over " + GREEDY.name(),
        change(held.tally().gramsPerMillion(), greedy.tally().gramsPerMillion()),
        "%",
        MOST_OVER_GREEDY);
    if (greedy.switches() > 0) {
      findings.figure(
          name + ": switches, of " + GREEDY.name(),
          held.switches() / greedy.switches(),
          "x",
          MOST_OF_SWITCHES);
    }
  }

  private static void row(
      Findings findings, String name, Replay.Result result, Replay.Results results) {
    var tally = result.tally();
    var optimum = results.of(Replay.OPTIMUM);
    findings.figure(name + ": carbon of a million", tally.gramsPerMillion(), "g");
    if (!name.equals(Replay.OPTIMUM)) {
      var what = name + ": carbon, over the hourly optimum";
      double over = change(tally.gramsPerMillion(), optimum.tally().gramsPerMillion());
      if (name.equals(GREEDY.name())) {
        findings.figure(what, over, "%", 1);
      } else {
        findings.figure(what, over, "%");
      }
    }
    if (!Double.isNaN(tally.fossilGbSecondsPerMillion())) {
      findings.figure(name + ": ff-gbs of a million", tally.fossilGbSecondsPerMillion(), "");
    }
    findings.figure(name + ": latency", tally.latencyMs(), "ms");
    if (!Double.isNaN(tally.usdPerMillion())) {
      findings.figure(name + ": cost of a million", tally.usdPerMillion(), "USD");
    }
    findings.figure(name + ": regions", tally.regions().size(), "");
    findings.figure(name + ": switches of a client", result.switches(), "");
  }

  /** Those asked for; else FED's, and of each further zone the catalog's first. */
  private static List<String> regions(
      Words words, Catalog catalog, CarbonFile file, Report report) {
    var asked = ids(words.list(REGIONS), catalog);
    if (!asked.isEmpty()) {
      return asked;
    }
    var zones = file.zones().keySet();
    var regions = new ArrayList<String>();
    var covered = new HashSet<String>();
    Stream.concat(
            catalog.fedRegions().stream()
                .map(FedRegion::regionId)
                .map(id -> Federation.region(catalog, id)),
            catalog.regions().stream())
        .filter(region -> region.gridZone() != null && zones.contains(region.gridZone()))
        .forEach(
            region -> {
              boolean fed = isFed(catalog, region);
              if (covered.add(region.gridZone()) || fed && !regions.contains(region.id())) {
                regions.add(region.id());
              }
            });
    Set<String> without = new TreeSet<>(zones);
    without.removeAll(covered);
    if (!without.isEmpty()) {
      report.note("no region of the catalog draws on " + String.join(", ", without));
    }
    if (regions.isEmpty()) {
      throw new IllegalArgumentException(
          "no region of the catalog draws on any zone of the file; zones are those of the catalog's"
              + " regions, as in SE-SE3");
    }
    return List.copyOf(regions);
  }

  private static boolean isFed(Catalog catalog, Region region) {
    return catalog.fedRegions().stream().anyMatch(fed -> fed.regionId().equals(region.id()));
  }

  private static List<String> ids(List<String> texts, Catalog catalog) {
    return texts.stream().map(text -> Federation.region(catalog, text).id()).distinct().toList();
  }
}
