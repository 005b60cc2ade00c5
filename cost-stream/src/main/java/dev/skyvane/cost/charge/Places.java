package dev.skyvane.cost.charge;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.catalog.spec.OwnPrice;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Regions and deployments by the catalog and the specs. Immutable. */
public final class Places {
  private static final Logger log = LoggerFactory.getLogger(Places.class);

  private final Catalog catalog;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Target> deployments = new HashMap<>();
  private final Set<String> deployed = new HashSet<>();

  /**
   * Joins specs with the catalog. A region whose price can't be read has none: it is unknown, never
   * the catalog's.
   */
  public Places(
      Catalog catalog, Collection<FunctionSpec> functions, Collection<RegionSpec> regions) {
    this.catalog = catalog;
    for (RegionSpec spec : regions) {
      places.put(spec.getId(), place(spec));
    }
    for (FunctionSpec function : functions) {
      for (Deployment deployment : function.getDeployments()) {
        deployed.add(deployment.getRegion());
        deployments.put(
            deployment.getId(),
            new Target(
                deployment.getId(),
                function.getName(),
                place(deployment.getRegion()),
                function.getExpectedDurationMs(),
                price(deployment).orElse(null)));
      }
    }
  }

  /** The deployments that specs name, by id; not modifiable. */
  public Map<String, Target> deployments() {
    return Map.copyOf(deployments);
  }

  /** A deployment that a spec names; empty if none does any more. */
  public Optional<Target> deployment(String id) {
    return Optional.ofNullable(deployments.get(id));
  }

  /** Whether a spec names the region, or deploys something there. */
  public boolean named(String region) {
    return places.containsKey(region) || deployed.contains(region);
  }

  /** A region; one that nobody knows belongs to its provider, and that is all. */
  public Place place(String id) {
    Place known = places.get(id);
    return known != null ? known : usual(id, null, true, null, null);
  }

  /**
   * Prices of runs; empty where they are unknown.
   *
   * @param product id; null: the provider's usual one
   * @param vcpu virtual processors; null: as the provider gives them to the memory
   */
  public Optional<RunPrice> price(
      String region,
      @Nullable String product,
      String architecture,
      int memoryMb,
      @Nullable Double vcpu) {
    Place place = place(region);
    if (memoryMb < 1 || !place.priceable()) {
      return Optional.empty();
    }
    return catalog.runPrice(
        region,
        product,
        architecture,
        catalog.size(place.provider(), product, memoryMb, vcpu),
        place.ownPrice());
  }

  private Optional<RunPrice> price(Deployment deployment) {
    try {
      return price(
          deployment.getRegion(),
          deployment.getProduct(),
          deployment.getArchitecture(),
          deployment.getMemoryMb(),
          deployment.getVcpu());
    } catch (IllegalArgumentException e) {
      log.warn(
          "event=deployment-unpriced deployment={} reason={}", deployment.getId(), e.getMessage());
      return Optional.empty();
    }
  }

  private Place place(RegionSpec spec) {
    PriceSpec price = spec.getPrice();
    try {
      PriceList own = price == null ? null : OwnPrice.of(spec.getId(), price);
      return usual(spec.getId(), spec.getAccount(), true, own, spec.getGridZone());
    } catch (IllegalArgumentException e) {
      log.warn("event=price-unusable region={} reason={}", spec.getId(), e.getMessage());
      return usual(spec.getId(), spec.getAccount(), false, null, spec.getGridZone());
    }
  }

  private Place usual(
      String id,
      @Nullable String account,
      boolean priceable,
      @Nullable PriceList own,
      @Nullable String zone) {
    var grid = catalog.grid(id, zone);
    return new Place(
        id,
        Place.provider(id),
        Place.account(id, account),
        priceable,
        own,
        zone != null ? zone : catalogZone(id),
        grid.orElse(null));
  }

  private @Nullable String catalogZone(String id) {
    return id.indexOf(':') < 0
        ? null
        : catalog.region(id).map(region -> region.gridZone()).orElse(null);
  }

  /**
   * A deployment that a spec names.
   *
   * @param id its id
   * @param function name of its function
   * @param place where it runs
   * @param expectedMs execution time that its function expects, in ms
   * @param price prices of its runs; null: unknown
   */
  public record Target(
      String id, String function, Place place, long expectedMs, @Nullable RunPrice price) {}
}
