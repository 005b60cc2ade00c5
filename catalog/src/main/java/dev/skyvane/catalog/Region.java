package dev.skyvane.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One region of one provider.
 *
 * @param id {@code provider:name}, as in {@code aws:eu-north-1}
 * @param provider who runs it, as in {@code aws}
 * @param name the provider's own name for it, as in {@code eu-north-1}
 * @param title what people call it, as in {@code Europe (Stockholm)}
 * @param location centre of the city that the provider names; the data centres may stand elsewhere
 * @param country ISO 3166-1 alpha-2 code
 * @param gridZone zone of the electricity grid, as in {@code SE-SE3}; null: unknown
 * @param concurrency most calls at one time where the account has no raised quota
 */
public record Region(
    String id,
    String provider,
    String name,
    String title,
    Coordinates location,
    String country,
    @Nullable String gridZone,
    int concurrency) {

  /**
   * Checks that the id is made of provider and name.
   *
   * @throws IllegalArgumentException if a part breaks its rule
   */
  public Region {
    if (provider.isBlank() || name.isBlank() || !id.equals(provider + ":" + name)) {
      throw new IllegalArgumentException(
          "region id '"
              + id
              + "' is not provider:name of provider '"
              + provider
              + "' and name '"
              + name
              + "'");
    }
    if (!country.matches("[A-Z]{2}")) {
      throw new IllegalArgumentException(
          "country '"
              + country
              + "' of region "
              + id
              + " is not an ISO 3166-1 alpha-2 code, as in SE");
    }
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency " + concurrency + " of region " + id + " must be at least 1");
    }
  }
}
