package dev.skyvane.router.schedule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.Region;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.router.table.WorldView;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From an origin as callers write it to a vantage. Coordinates snap to the nearest region of the
 * catalog, so that there are few vantages and plans are shared (DELIVERY 20). Thread-safe.
 */
public final class Vantages {
  private static final int MOST_REMEMBERED = 4096;

  private final Catalog catalog;
  private final @Nullable Vantage own;
  private final boolean followOrigin;
  private final Cache<String, Vantage> snapped =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

  /**
   * Vantages of one router.
   *
   * @param location the router's own, as in the settings; empty: none
   * @param followOrigin whether the caller's site is the vantage
   * @throws IllegalArgumentException if the location is neither a region nor coordinates
   */
  public Vantages(Catalog catalog, String location, boolean followOrigin) {
    this.catalog = catalog;
    this.followOrigin = followOrigin;
    this.own = location.isBlank() ? null : parse(location, null);
  }

  /**
   * The vantage of an invocation.
   *
   * @param origin as the caller wrote it, or null
   * @return empty where there is neither an origin nor an own location
   * @throws IllegalArgumentException if the origin can't be understood; the message says the rule
   */
  public Optional<Vantage> of(@Nullable String origin, WorldView world) {
    if (origin == null || origin.isBlank()) {
      return Optional.ofNullable(own);
    }
    var known = parse(origin, world);
    return Optional.of(followOrigin || own == null ? known : own);
  }

  /** Where all calls go out from; empty where that is the site of each caller. */
  public Optional<Vantage> fixed() {
    return followOrigin ? Optional.empty() : Optional.ofNullable(own);
  }

  private Vantage parse(String text, @Nullable WorldView world) {
    var region = catalog.region(text);
    var id = region.map(Region::id).orElse(text);
    // The site's word on a region goes before the catalog's.
    if (world != null && world.regions().get(id) instanceof RegionView view) {
      if (view.location() == null) {
        throw new IllegalArgumentException(
            "region '" + id + "' has no location; give its Region one, or use 'lat,lon'");
      }
      return new Vantage(id, view.location());
    }
    if (region.isPresent()) {
      return new Vantage(id, region.get().location());
    }
    if (text.indexOf(',') < 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is neither a known region nor 'lat,lon' in degrees"
              + catalog.suggest(text).map(near -> "; did you mean " + near + "?").orElse(""));
    }
    var remembered = snapped.getIfPresent(text);
    if (remembered == null) {
      remembered = snap(text);
      snapped.put(text, remembered);
    }
    return remembered;
  }

  private Vantage snap(String text) {
    var point = Coordinates.parse(text);
    return catalog.regions().stream()
        .min(Comparator.comparingDouble(candidate -> candidate.location().distanceKmTo(point)))
        .map(nearest -> new Vantage(nearest.id(), nearest.location()))
        .orElseGet(() -> new Vantage(text, point));
  }
}
