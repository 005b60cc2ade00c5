package dev.skyvane.router.table;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.price.PriceList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A region as the router sees it: the catalog's word, overridden by the regions topic.
 *
 * @param id as in {@code aws:eu-north-1}
 * @param provider before the colon
 * @param location null where nobody said
 * @param country ISO 3166-1 alpha-2, or null
 * @param concurrency most calls at one time
 * @param endpoint URL in place of the real cloud's, or null
 * @param credentials reference, or null
 * @param tenants references of tenants that call with credentials of their own, by tenant
 * @param ownPrice the site's own price list, or null for the catalog's
 * @param grid what is known of its electricity, or null for nothing
 * @param labels that constraints may ask for
 */
public record RegionView(
    String id,
    String provider,
    @Nullable Coordinates location,
    @Nullable String country,
    int concurrency,
    @Nullable String endpoint,
    @Nullable String credentials,
    Map<String, String> tenants,
    @Nullable PriceList ownPrice,
    @Nullable Grid grid,
    Map<String, String> labels) {

  /** The same on another grid, or on the same one at another time. */
  RegionView with(Grid newer) {
    return new RegionView(
        id,
        provider,
        location,
        country,
        concurrency,
        endpoint,
        credentials,
        tenants,
        ownPrice,
        newer,
        labels);
  }
}
