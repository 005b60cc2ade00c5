package dev.skyvane.bench.paper;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.FedRegion;
import dev.skyvane.catalog.Region;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.Grid;
import dev.skyvane.router.table.WorldBuilder;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Regions in which one workload is deployed, joined with the catalog by the router's own {@link
 * WorldBuilder}. Used by one thread.
 */
public final class Federation {

  /** USD per request in the 19 regions; the paper's Table III is priced so. */
  private static final String FED_USD_PER_REQUEST = "0.0000002";

  private final Catalog catalog;
  private final List<Region> regions;
  private final Map<String, RegionSpec> specs;
  private final Workload workload;
  private final WorldBuilder builder;

  /**
   * A federation.
   *
   * @param regionIds where the workload is deployed
   * @param fedPrices whether the prices are those of Table II of FED where it has a region, in
   *     place of the catalog's
   * @throws IllegalArgumentException if a region is not in the catalog
   */
  public Federation(
      Catalog catalog, Collection<String> regionIds, boolean fedPrices, Workload workload) {
    this.catalog = catalog;
    this.workload = workload;
    this.regions = regionIds.stream().map(id -> region(catalog, id)).toList();
    var table =
        catalog.fedRegions().stream()
            .collect(Collectors.toMap(FedRegion::regionId, Function.identity()));
    var priced = new HashMap<String, RegionSpec>();
    for (var region : regions) {
      if (fedPrices && table.get(region.id()) instanceof FedRegion fed) {
        priced.put(region.id(), priced(fed));
      }
    }
    this.specs = Map.copyOf(priced);
    this.builder = new WorldBuilder(catalog, _ -> Optional.of(new NeverCalled()), new Loads());
  }

  /**
   * The region of an id or an unambiguous name.
   *
   * @throws IllegalArgumentException if the catalog has none; the message says the nearest
   */
  public static Region region(Catalog catalog, String idOrName) {
    return catalog
        .region(idOrName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + idOrName
                        + "' is no region of the catalog"
                        + catalog
                            .suggest(idOrName)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; write an id, as in aws:eu-north-1")));
  }

  private static RegionSpec priced(FedRegion fed) {
    return RegionSpec.newBuilder()
        .setId(fed.regionId())
        .setPrice(
            PriceSpec.newBuilder()
                .setUsdPerRequest(FED_USD_PER_REQUEST)
                .setUsdPerGbSecond(fed.usdPerGbSecond().toPlainString())
                .build())
        .build();
  }

  List<Region> regions() {
    return regions;
  }

  Workload workload() {
    return workload;
  }

  /** Where a client of that region calls from. */
  Vantage vantage(String regionId) {
    var region = region(catalog, regionId);
    return new Vantage(region.id(), region.location());
  }

  /** The workload as a function of its own: a policy, and regions it may not use. */
  FunctionSpec function(String name, Strategy strategy, List<String> excluded) {
    return FunctionSpec.newBuilder()
        .setName(name)
        .setPolicy(Policy.newBuilder(strategy.policy()).build())
        .setConstraints(
            Constraints.newBuilder()
                .setRegions(strategy.regions())
                .setExcludeRegions(excluded)
                .build())
        .setExpectedDurationMs(workload.durationMs())
        .setDeployments(
            regions.stream()
                .map(
                    region ->
                        Deployment.newBuilder()
                            .setId(name + "~" + region.id().replace(':', '~'))
                            .setRegion(region.id())
                            .setAddress("https://" + name + ".invalid")
                            .setMemoryMb(workload.memoryMb())
                            .build())
                .toList())
        .build();
  }

  /**
   * A view of the world with these functions.
   *
   * @param grids what is known of the grids, by the id of the region
   * @throws IllegalStateException if the router refuses a function
   */
  WorldView world(Map<String, FunctionSpec> functions, Map<String, Grid> grids) {
    var world = builder.build(functions, specs, (region, _) -> grids.get(region));
    for (var name : functions.keySet()) {
      var function = function(world, name);
      for (var deployment : function.deployments()) {
        if (deployment.defect() != null) {
          throw new IllegalStateException(deployment.id() + ": " + deployment.defect());
        }
      }
    }
    return world;
  }

  static FunctionView function(WorldView world, String name) {
    return world
        .function(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the router refused the function '" + name + "'; the log says why"));
  }
}
