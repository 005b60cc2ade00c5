package dev.skyvane.standalone.world;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.emulator.MemoryTimePrice;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.math.BigDecimal;
import java.net.URI;

/** One region of the emulated world. */
sealed interface Site {
  /** Id of the region. */
  String id();

  /** How it is emulated. */
  RegionOptions emulated(Catalog catalog);

  /** What the router is told of it. */
  RegionSpec spec(URI endpoint);

  /** A region that the catalog knows. */
  record Known(String id) implements Site {
    @Override
    public RegionOptions emulated(Catalog catalog) {
      var region = catalog.region(id).orElseThrow();
      var at = region.location();
      var list = catalog.prices(id, World.ARCHITECTURE).orElseThrow();
      var price =
          new MemoryTimePrice(
              list.usdPerRequest(),
              list.usdPerGbSecond(),
              list.minimumMs(),
              list.roundUpMs(),
              true);
      return RegionOptions.of(id, at.latitude(), at.longitude()).withPrice(price);
    }

    @Override
    public RegionSpec spec(URI endpoint) {
      return RegionSpec.newBuilder().setId(id).setEndpoint(endpoint.toString()).build();
    }
  }

  /**
   * A region of one's own, reached over plain HTTP.
   *
   * @param country ISO 3166-1 alpha-2 code
   * @param gridZone zone of the electricity grid
   * @param usdPerRequest USD per request
   * @param usdPerGbSecond USD per GB-second
   */
  record Own(
      String id,
      Coordinates at,
      String country,
      String gridZone,
      String usdPerRequest,
      String usdPerGbSecond)
      implements Site {
    private static final int CONCURRENCY = 100;

    @Override
    public RegionOptions emulated(Catalog catalog) {
      return RegionOptions.of(id, at.latitude(), at.longitude())
          .withConcurrency(CONCURRENCY)
          .withPrice(
              new MemoryTimePrice(
                  new BigDecimal(usdPerRequest), new BigDecimal(usdPerGbSecond), 1, 1, false));
    }

    @Override
    public RegionSpec spec(URI endpoint) {
      return RegionSpec.newBuilder()
          .setId(id)
          .setLatitude(at.latitude())
          .setLongitude(at.longitude())
          .setCountry(country)
          .setGridZone(gridZone)
          .setConcurrency(CONCURRENCY)
          .setEndpoint(endpoint.toString())
          .setPrice(
              PriceSpec.newBuilder()
                  .setUsdPerRequest(usdPerRequest)
                  .setUsdPerGbSecond(usdPerGbSecond)
                  .build())
          .build();
    }
  }
}
