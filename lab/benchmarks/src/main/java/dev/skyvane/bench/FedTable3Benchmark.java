package dev.skyvane.bench;

import dev.skyvane.bench.FedTable3Figures.Paper;
import dev.skyvane.bench.paper.Strategy;
import dev.skyvane.bench.paper.Table3;
import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.Region;
import dev.skyvane.catalog.YearlyGrid;
import dev.skyvane.router.schedule.Objective;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Table III of "Towards Federated Serverless Computing" (IC2E 2023), in virtual time. */
public final class FedTable3Benchmark implements Benchmark {

  private static final Strategy OHIO = Strategy.only("aws:us-east-2");
  private static final Strategy CARBON = Strategy.minimize(Objective.CARBON);
  private static final Strategy DISTANCE = Strategy.minimize(Objective.DISTANCE);
  private static final Strategy LATENCY = Strategy.minimize(Objective.LATENCY);
  private static final List<Integer> BUDGETS_MS = List.of(20, 50, 150);

  /** Called by the service loader. */
  public FedTable3Benchmark() {}

  @Override
  public String name() {
    return "fed-table3";
  }

  @Override
  public String summary() {
    return "FED Table III in virtual time: regions, latency, FF-GBS and cost by policy";
  }

  @Override
  public void run(Options options, Report report) {
    Words.of(List.of(), options.arguments());
    var folder = DataFolder.path();
    var catalog = Catalog.load(folder);
    var table = new Table3(catalog, YearlyGrid.read(folder.resolve("carbon_yearly.csv")));
    var line = LatencyModel.fed();
    var measured =
        line.with(
            catalog.latency().matrix(),
            catalog.regions().stream().collect(Collectors.toMap(Region::id, Region::location)));

    // As printed; a further technique is a further line.
    var printed = new LinkedHashMap<Strategy, Paper>();
    printed.put(CARBON, new Paper(2, 600, 49, 128, 64.64));
    printed.put(DISTANCE, new Paper(12, 166, 72, 560_000, 67.01));
    printed.put(Strategy.BALANCED, new Paper(2, 516, 70, 134, 64.05));
    printed.put(Strategy.DISTANCE_WEIGHTED, new Paper(6, 489, 71, 440, 64.64));

    var single = table.run(OHIO, line, false);
    var findings = new Findings(report);
    var figures = new FedTable3Figures(findings, single);
    figures.row(OHIO.name(), single, FedTable3Figures.OHIO);
    printed.forEach(
        (strategy, paper) -> figures.row(strategy.name(), table.run(strategy, line, false), paper));
    for (int ms : BUDGETS_MS) {
      var strategy = Strategy.leastCarbonWithin(ms);
      figures.row(strategy.name(), table.run(strategy, line, false));
    }
    for (var strategy : List.of(CARBON, DISTANCE)) {
      figures.row(strategy.name() + ", own region allowed", table.run(strategy, line, true));
    }
    var singleMeasured = table.run(OHIO, measured, false);
    var beside = new FedTable3Figures(findings, singleMeasured);
    beside.row(OHIO.name() + ", measured rtt", singleMeasured);
    for (var strategy : List.of(CARBON, DISTANCE, LATENCY)) {
      beside.row(strategy.name() + ", measured rtt", table.run(strategy, measured, false));
    }
    report.note(
        "minimize-carbon goes to "
            + table.run(CARBON, line, false).regions().stream()
                .sorted()
                .collect(Collectors.joining(" and ")));
    figures.end(options.seed());
  }
}
