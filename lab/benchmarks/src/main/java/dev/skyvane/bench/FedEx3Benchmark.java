package dev.skyvane.bench;

import dev.skyvane.bench.paper.CarbonFile;
import dev.skyvane.bench.paper.Federation;
import dev.skyvane.bench.paper.Replay;
import dev.skyvane.bench.paper.Strategy;
import dev.skyvane.bench.paper.Workload;
import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.FedRegion;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.schedule.Objective;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.List;

/**
 * Two regions that take turns by their carbon: the third experiment of "Towards Federated
 * Serverless Computing" (IC2E 2023), over the five months of its data.
 */
public final class FedEx3Benchmark implements Benchmark {

  /** What the paper ran each pair for. */
  private static final int WINDOW_DAYS = 19;

  private static final int HOURS = 24;
  private static final int FAST_DAYS = 38;
  private static final String LAG = "lag-hours";
  private static final String FROM = "from";
  private static final String MARGIN = "margin";
  private static final Workload CALL = new Workload(1769, 1_000);

  /**
   * Of two savings in carbon without a word on which is over which region, the greater counts as
   * over the region with more carbon in these data.
   */
  private static final List<FedEx3Figures.Pair> PAIRS =
      List.of(
          new FedEx3Figures.Pair("aws:us-east-2", "aws:us-west-2")
              .switches(36)
              .carbon(-16.0, -3.0)
              .latency(9.0, -18.0),
          new FedEx3Figures.Pair("aws:eu-west-2", "aws:eu-central-1")
              .switches(24)
              .carbon(null, -46.0)
              .latency(null, 29.0),
          new FedEx3Figures.Pair("aws:ap-east-1", "aws:ap-southeast-2")
              .carbon(-4.0, -23.0)
              .cost(-19.0, null));

  /** Called by the service loader. */
  public FedEx3Benchmark() {}

  @Override
  public String name() {
    return "fed-ex3";
  }

  @Override
  public String summary() {
    return "FED EX-3 in virtual time: two regions that take turns by their hourly carbon";
  }

  @Override
  public void run(Options options, Report report) {
    var words = Words.of(List.of(FROM, LAG, MARGIN), options.arguments());
    var folder = DataFolder.path();
    var catalog = Catalog.load(folder);
    var file = CarbonFile.read(folder.resolve("carbon_hourly_2022-11_2023-03.csv"));
    var from = words.list(FROM);
    int lag = words.whole(LAG, 1, 24);
    var clients =
        from.isEmpty() ? catalog.fedRegions().stream().map(FedRegion::regionId).toList() : from;
    var findings = new Findings(report);
    var carbon = Strategy.minimize(Objective.CARBON);
    var held = Strategy.heldCarbon(words.whole(MARGIN, Strategy.USUAL_MARGIN_PERCENT, 100), 0);
    for (var pair : PAIRS) {
      for (boolean byShare : List.of(false, true)) {
        var readings = byShare ? file.fossilShares() : file.zones();
        var zones =
            pair.regions().stream().map(id -> Federation.region(catalog, id).gridZone()).toList();
        if (byShare && !readings.keySet().containsAll(zones)) {
          continue;
        }
        report.progress(pair.name() + (byShare ? ", by fossil share" : ", by carbon"));
        var results =
            new Replay(
                    catalog,
                    readings,
                    new Replay.Setting(
                        pair.regions(),
                        clients,
                        lag,
                        options.fast() ? FAST_DAYS * HOURS : Integer.MAX_VALUE,
                        WINDOW_DAYS * HOURS,
                        true,
                        CALL,
                        LatencyModel.fed()))
                .run(
                    List.of(
                        Strategy.only(pair.first()), Strategy.only(pair.second()), carbon, held));
        var figures = new FedEx3Figures(findings, pair, results, byShare);
        figures.report(carbon.name());
        figures.reportHeld(held.name(), carbon.name());
      }
    }
    file.credit().ifPresent(credit -> report.note("hourly readings: " + credit));
    findings.end(
        "%s%d clients, one call an hour each, readings %d h old%s"
            .formatted(
                options.fast() ? "fast: the first " + FAST_DAYS + " days alone; " : "",
                clients.size(),
                lag,
                from.isEmpty() ? ", one client in each of FED's 19 regions" : ""),
        options.seed());
  }
}
