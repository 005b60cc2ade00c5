package dev.skyvane.bench;

import dev.skyvane.bench.paper.NeverCalled;
import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.WorldBuilder;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One function in the 19 AWS regions of Cordingly et al., "Towards Federated Serverless Computing"
 * (IC2E 2023), Table II, in as many sizes as it takes, joined with the catalog by the router's own
 * {@link WorldBuilder}. Used by one thread.
 */
final class RoutingWorld {
  /** Name of the only function. */
  static final String FUNCTION = "resize";

  static final List<String> REGIONS =
      List.of(
          "ap-east-1",
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-southeast-1",
          "ap-southeast-2",
          "eu-central-1",
          "eu-north-1",
          "eu-south-1",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "ca-central-1",
          "sa-east-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  /** Memory sizes, in MB; 1769 is one processor on Lambda. */
  private static final List<Integer> SIZES_MB = List.of(512, 1024, 1769, 3008);

  private RoutingWorld() {}

  /**
   * A world with the function.
   *
   * @param deployments how many, at most the regions times the sizes
   * @param concurrency limit of each region
   */
  static WorldView of(
      Catalog catalog, Policy policy, Constraints constraints, int deployments, int concurrency) {
    var spec =
        FunctionSpec.newBuilder()
            .setName(FUNCTION)
            .setPolicy(policy)
            .setConstraints(constraints)
            .setDeployments(deployments(deployments))
            .build();
    var regions =
        REGIONS.stream()
            .map(RoutingWorld::id)
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    id ->
                        RegionSpec.newBuilder()
                            .setId(id)
                            .setConcurrency(concurrency)
                            .setLabels(Map.of("network", "public"))
                            .build()));
    var builder = new WorldBuilder(catalog, _ -> Optional.of(new NeverCalled()), new Loads());
    var world = builder.build(Map.of(FUNCTION, spec), regions);
    if (world.function(FUNCTION).isEmpty()) {
      throw new IllegalStateException("the router refused the function; the log says why");
    }
    return world;
  }

  /** Regions of the catalog to call from, drawn by the seed. */
  static Vantage[] vantages(Catalog catalog, long seed, int count) {
    var regions = List.copyOf(catalog.regions());
    var random = new Random(seed);
    var vantages = new Vantage[count];
    for (int i = 0; i < count; i++) {
      var region = regions.get(random.nextInt(regions.size()));
      vantages[i] = new Vantage(region.id(), region.location());
    }
    return vantages;
  }

  private static String id(String region) {
    return "aws:" + region;
  }

  private static List<Deployment> deployments(int count) {
    if (count > REGIONS.size() * SIZES_MB.size()) {
      throw new IllegalArgumentException(
          count + " deployments; there are " + REGIONS.size() * SIZES_MB.size() + " at most");
    }
    var deployments = new ArrayList<Deployment>(count);
    for (int i = 0; i < count; i++) {
      var region = REGIONS.get(i % REGIONS.size());
      int memoryMb = SIZES_MB.get(i / REGIONS.size());
      deployments.add(
          Deployment.newBuilder()
              .setId(FUNCTION + "~aws~" + region + "~" + memoryMb)
              .setRegion(id(region))
              .setAddress(
                  "arn:aws:lambda:" + region + ":123456789012:function:" + FUNCTION + ":live")
              .setMemoryMb(memoryMb)
              .setArchitecture("arm64")
              .build());
    }
    return deployments;
  }
}
