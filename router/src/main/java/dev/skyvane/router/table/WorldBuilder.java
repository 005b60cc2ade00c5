package dev.skyvane.router.table;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.EnergyModel;
import dev.skyvane.catalog.Region;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.catalog.price.Size;
import dev.skyvane.catalog.spec.OwnPrice;
import dev.skyvane.provider.CallShape;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import dev.skyvane.router.limit.Load;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.HttpCall;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins the specs of the topics with the catalog. Used by one thread. */
public final class WorldBuilder {
  /** Concurrency of a region that neither the catalog nor a spec knows. */
  private static final int DEFAULT_CONCURRENCY = 1000;

  private static final Logger log = LoggerFactory.getLogger(WorldBuilder.class);

  private final Catalog catalog;
  private final Function<String, Optional<FunctionProvider>> providers;
  private final Loads loads;
  private final Map<String, RegionView> catalogRegions = new HashMap<>();
  private long version;

  /** Newer words on grids than the averages of the catalog. */
  @FunctionalInterface
  public interface Grids {
    /**
     * The newest, or null where there is none.
     *
     * @param region id
     * @param zone of its grid, or null where unknown
     */
    @Nullable Grid newest(String region, @Nullable String zone);
  }

  public WorldBuilder(
      Catalog catalog, Function<String, Optional<FunctionProvider>> providers, Loads loads) {
    this.catalog = catalog;
    this.providers = providers;
    this.loads = loads;
    for (var region : catalog.regions()) {
      catalogRegions.put(region.id(), view(region));
    }
  }

  /**
   * A view of these specs; the version is one more than the last view's. Loads that only earlier
   * views use are forgotten as soon as they have nothing in flight.
   */
  public WorldView build(Map<String, FunctionSpec> functions, Map<String, RegionSpec> regions) {
    return build(functions, regions, (_, _) -> null);
  }

  /** The same with newer words on grids than the averages of the catalog. */
  public WorldView build(
      Map<String, FunctionSpec> functions, Map<String, RegionSpec> regions, Grids grids) {
    var regionViews = new HashMap<>(catalogRegions);
    var defects = new HashMap<String, String>();
    regions.forEach(
        (id, spec) -> {
          try {
            sameName(spec.getId(), id);
            regionViews.put(id, overridden(spec));
          } catch (RuntimeException e) {
            log.warn("event=region-unusable region={} reason={}", id, e.getMessage());
            // Without the site's word its functions could be called in the real cloud instead.
            defects.put(id, "the spec of region '" + id + "' can't be used: " + e.getMessage());
          }
        });
    regionViews.replaceAll(
        (id, view) -> {
          var newer = grids.newest(id, zone(view, regions.get(id)));
          return newer == null ? view : view.with(newer);
        });
    var functionViews = new HashMap<String, FunctionView>();
    functions.forEach(
        (name, spec) -> {
          try {
            sameName(spec.getName(), name);
            functionViews.put(name, function(spec, regionViews, defects));
          } catch (RuntimeException e) {
            log.warn("event=function-unusable function={} reason={}", name, e.getMessage());
          }
        });
    var used = Collections.<Load>newSetFromMap(new IdentityHashMap<>());
    for (var function : functionViews.values()) {
      function.deployments().forEach(deployment -> used.add(deployment.load()));
    }
    loads.keepOnly(used);
    return new WorldView(++version, Map.copyOf(functionViews), Map.copyOf(regionViews));
  }

  private static @Nullable String zone(RegionView view, @Nullable RegionSpec spec) {
    if (spec != null && spec.getGridZone() != null) {
      return spec.getGridZone();
    }
    return view.grid() == null ? null : view.grid().zone();
  }

  private static void sameName(String name, String key) {
    if (!name.equals(key)) {
      throw new IllegalArgumentException(
          "it calls itself '" + name + "' under the key '" + key + "'; they must be the same");
    }
  }

  private FunctionView function(
      FunctionSpec spec, Map<String, RegionView> regions, Map<String, String> defects) {
    var deployments =
        spec.getDeployments().stream()
            .map(
                deployment ->
                    deployment(
                        deployment,
                        spec.getExpectedDurationMs(),
                        regions.computeIfAbsent(deployment.getRegion(), WorldBuilder::unknown),
                        defects.get(deployment.getRegion())))
            .toList();
    return new FunctionView(spec, deployments, Set.copyOf(spec.getRetry().getOn()));
  }

  private DeploymentView deployment(
      Deployment spec, long expectedMs, RegionView region, @Nullable String defect) {
    var target =
        new Target(
            spec.getId(),
            region.id(),
            spec.getAddress(),
            spec.getMemoryMb(),
            region.endpoint(),
            region.credentials(),
            spec.getAuth());
    try {
      target = target.withShape(shape(spec.getCall()));
      return usable(
          spec,
          expectedMs,
          region,
          target,
          defect != null ? defect : unfit(region.provider(), target));
    } catch (RuntimeException e) {
      // One deployment that is wrong must not take the others along.
      log.warn("event=deployment-unusable deployment={} reason={}", spec.getId(), e.getMessage());
      return new DeploymentView(
          spec.getId(),
          region,
          target,
          spec.getMemoryMb(),
          Double.NaN,
          spec.getArchitecture(),
          null,
          null,
          null,
          Double.NaN,
          Double.NaN,
          loads.of(spec.getId(), region.id(), region.concurrency()),
          "its spec can't be used: " + e.getMessage());
    }
  }

  private @Nullable String unfit(String provider, Target target) {
    var adapter = providers.apply(provider);
    return adapter.isEmpty()
        ? "there is no adapter for provider '" + provider + "'"
        : adapter.get().check(target).orElse(null);
  }

  private DeploymentView usable(
      Deployment spec, long expectedMs, RegionView region, Target target, @Nullable String defect) {
    var size = size(spec, region);
    var price = price(spec, region, size).orElse(null);
    return new DeploymentView(
        spec.getId(),
        region,
        target,
        spec.getMemoryMb(),
        size.vcpu(),
        spec.getArchitecture(),
        spec.getAccelerator(),
        isolation(spec, region.provider()),
        price,
        price == null ? Double.NaN : price.usd(expectedMs, null).doubleValue(),
        grams(region, spec.getArchitecture(), expectedMs, size),
        loads.of(spec.getId(), region.id(), region.concurrency()),
        defect);
  }

  /** Lambda isolates by Firecracker (Agache et al., NSDI 2020); others must be told. */
  private static @Nullable String isolation(Deployment spec, String provider) {
    return spec.getIsolation() == null && provider.equals("aws")
        ? "firecracker"
        : spec.getIsolation();
  }

  private Size size(Deployment spec, RegionView region) {
    return catalog.size(region.provider(), spec.getProduct(), spec.getMemoryMb(), spec.getVcpu());
  }

  private Optional<RunPrice> price(Deployment spec, RegionView region, Size size) {
    return catalog.runPrice(
        region.id(), spec.getProduct(), spec.getArchitecture(), size, region.ownPrice());
  }

  private double grams(RegionView region, String architecture, double durationMs, Size size) {
    return region.grid() == null
        ? Double.NaN
        : EnergyModel.grams(
            catalog
                .energy()
                .kilowattHours(region.id(), architecture, durationMs, size.memoryMb(), size.vcpu()),
            region.grid().gramsPerKwh());
  }

  private RegionView view(Region region) {
    return new RegionView(
        region.id(),
        region.provider(),
        region.location(),
        region.country(),
        region.concurrency(),
        null,
        null,
        Map.of(),
        null,
        Grid.of(catalog.grid(region.id()).orElse(null)),
        Map.of());
  }

  private RegionView overridden(RegionSpec spec) {
    var base = catalogRegions.getOrDefault(spec.getId(), unknown(spec.getId()));
    var location =
        spec.getLatitude() != null && spec.getLongitude() != null
            ? new Coordinates(spec.getLatitude(), spec.getLongitude())
            : base.location();
    var grid = Grid.of(catalog.grid(spec.getId(), spec.getGridZone()).orElse(null));
    return new RegionView(
        base.id(),
        base.provider(),
        location,
        or(spec.getCountry(), base.country()),
        spec.getConcurrency() != null ? spec.getConcurrency() : base.concurrency(),
        or(spec.getEndpoint(), base.endpoint()),
        or(spec.getCredentials(), base.credentials()),
        tenants(spec),
        spec.getPrice() != null ? OwnPrice.of(spec.getId(), spec.getPrice()) : null,
        grid,
        Map.copyOf(spec.getLabels()));
  }

  private static RegionView unknown(String id) {
    int colon = id.indexOf(':');
    return new RegionView(
        id,
        colon < 0 ? id : id.substring(0, colon),
        null,
        null,
        DEFAULT_CONCURRENCY,
        null,
        null,
        Map.of(),
        null,
        null,
        Map.of());
  }

  private static Map<String, String> tenants(RegionSpec spec) {
    var tenants = new HashMap<String, String>();
    spec.getTenants()
        .forEach(
            (tenant, access) -> {
              if (access.getCredentials() != null) {
                tenants.put(tenant, access.getCredentials());
              }
            });
    return Map.copyOf(tenants);
  }

  private static CallShape shape(HttpCall call) {
    var format =
        switch (call.getFormat()) {
          case PLAIN -> CallShape.Format.PLAIN;
          case CLOUDEVENT_BINARY -> CallShape.Format.CLOUDEVENT_BINARY;
          case CLOUDEVENT_STRUCTURED -> CallShape.Format.CLOUDEVENT_STRUCTURED;
          case UNKNOWN ->
              throw new IllegalArgumentException(
                  "its call.format is a newer word than this router knows; update the router");
        };
    return new CallShape(
        call.getMethod(), call.getHeaders(), format, call.getSaaf(), call.getHttp2());
  }

  private static @Nullable String or(@Nullable String first, @Nullable String second) {
    return first != null ? first : second;
  }
}
