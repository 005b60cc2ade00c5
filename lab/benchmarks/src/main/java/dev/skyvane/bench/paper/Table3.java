package dev.skyvane.bench.paper;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.FedRegion;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.YearlyGrid;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.table.Grid;
import dev.skyvane.schemas.record.FunctionSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Table III of Cordingly et al., "Towards Federated Serverless Computing" (IC2E 2023): a client in
 * each of the 19 regions calls one function that is deployed in all of them, each time at the
 * deployment that the policy chooses.
 *
 * <p><b>Carbon.</b> As in the paper the share of fossil fuels stands for it, in whole percent, so
 * that who has the same goes to the nearest. The scheduler ranks by gCO2e, so each grid is given an
 * intensity that is proportional to its whole percent; all regions need the same energy. FF-GBS are
 * summed with the share as it is, not rounded. The shares are the averages that the text gives;
 * where it gives none, the year's average of the grid zone.
 *
 * <p><b>Calls.</b> Table III prices a million calls in the cheapest region at 65.25 USD: less 0.20
 * USD of requests, and at 1.67e-5 USD, that is 3.895 GB-seconds a call. How they divide into memory
 * and time changes nothing here: 1 GB for 3,895 ms.
 */
public final class Table3 {

  /** Year of the averages where the paper gives none: most of its winter's beginning. */
  private static final int YEAR = 2022;

  /** Any factor does: what counts is that it is the same for all. */
  private static final double GRAMS_PER_PERCENT = 10;

  private static final Workload CALL = new Workload(1024, 3_895);

  private final Federation federation;
  private final List<String> clients;
  private final Map<String, Grid> grids = new HashMap<>();

  /**
   * The experiment.
   *
   * @throws IllegalStateException if neither the paper nor the yearly averages know a region's
   *     share
   */
  public Table3(Catalog catalog, YearlyGrid yearly) {
    this.clients = catalog.fedRegions().stream().map(FedRegion::regionId).toList();
    this.federation = new Federation(catalog, clients, true, CALL);
    for (var fed : catalog.fedRegions()) {
      var zone = String.valueOf(Federation.region(catalog, fed.regionId()).gridZone());
      double share = share(fed, zone, yearly);
      grids.put(
          fed.regionId(),
          new Grid(zone, GRAMS_PER_PERCENT * Math.round(100 * share), share, "yearly-average", 0));
    }
  }

  private static double share(FedRegion fed, String zone, YearlyGrid yearly) {
    if (fed.fossilShare() != null) {
      return fed.fossilShare();
    }
    var average = yearly.of(zone, YEAR);
    if (average.isEmpty() || average.get().fossilShare() == null) {
      throw new IllegalStateException(
          "the fossil share of zone %s in %d is not known, so nothing can be said of %s"
              .formatted(zone, YEAR, fed.regionId()));
    }
    return average.get().fossilShare();
  }

  /**
   * One call of each client.
   *
   * @param latency request latency, by which the calls are also counted
   * @param ownRegion whether a client may call the region that it is in; one that must use a single
   *     region may in any case
   */
  public Tally run(Strategy strategy, LatencyModel latency, boolean ownRegion) {
    boolean own = ownRegion || !strategy.regions().isEmpty();
    var functions = new HashMap<String, FunctionSpec>();
    for (var client : clients) {
      var name = name(client);
      functions.put(name, federation.function(name, strategy, own ? List.of() : List.of(client)));
    }
    var world = federation.world(functions, grids);
    var plans = new PlanBook(new Scheduler(latency));
    var tally = new Tally(CALL);
    for (var client : clients) {
      var plan =
          plans.plan(Federation.function(world, name(client)), federation.vantage(client), world);
      if (plan.size() == 0) {
        throw new IllegalStateException(plan.explainEmpty());
      }
      var best = plan.candidate(0);
      tally.add(best.deployment(), best.latencyMs() - CALL.durationMs());
    }
    return tally;
  }

  private static String name(String client) {
    return "from-" + client.replace(':', '-');
  }
}
