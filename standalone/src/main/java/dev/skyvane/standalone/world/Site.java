package dev.skyvane.standalone.world;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.Region;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.emulator.MemoryTimePrice;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.net.URI;
import java.util.Optional;

/** One region of the emulated world. */
sealed interface Site {
  /** Id of the region. */
  String id();

  /** Zone of the grid that it draws on; empty: unknown. */
  Optional<String> gridZone(Catalog catalog);

  /** How it is emulated. */
  RegionOptions emulated(Catalog catalog);

  /** What the router is told of it. */
  RegionSpec spec(URI endpoint);

  /** A region that the catalog knows. */
  record Known(String id) implements Site {
    @Override
    public Optional<String> gridZone(Catalog catalog) {
      return catalog.region(id).map(Region::gridZone);
    }

    @Override
    public RegionOptions emulated(Catalog catalog) {
      var region = catalog.region(id).orElseThrow();
      var at = region.location();
      var list = catalog.prices(id, World.ARCHITECTURE).orElseThrow();
      var price =
          new MemoryTimePrice(
              list.usdPer(BilledUnit.REQUEST),
              list.usdPer(BilledUnit.GB_SECOND),
              list.product().minimumMs(),
              list.product().roundUpMs(),
              true);
      return RegionOptions.of(id, at.latitude(), at.longitude()).withPrice(price);
    }

    @Override
    public RegionSpec spec(URI endpoint) {
      return RegionSpec.newBuilder().setId(id).setEndpoint(endpoint.toString()).build();
    }
  }

  /**
   * A region that the catalog does not know as such, or not as it is emulated.
   *
   * @param country ISO 3166-1 alpha-2 code
   * @param zone zone of the electricity grid
   */
  record Own(String id, Coordinates at, String country, String zone, Offer offer) implements Site {
    private static final int CONCURRENCY = 100;

    @Override
    public Optional<String> gridZone(Catalog catalog) {
      return Optional.of(zone);
    }

    @Override
    public RegionOptions emulated(Catalog catalog) {
      return RegionOptions.of(id, offer.service(), at.latitude(), at.longitude())
          .withConcurrency(CONCURRENCY)
          .withPrice(offer.charged());
    }

    @Override
    public RegionSpec spec(URI endpoint) {
      return RegionSpec.newBuilder()
          .setId(id)
          .setLatitude(at.latitude())
          .setLongitude(at.longitude())
          .setCountry(country)
          .setGridZone(zone)
          .setConcurrency(CONCURRENCY)
          .setEndpoint(endpoint.toString())
          .setPrice(PriceSpec.newBuilder(offer.told()).build())
          .build();
    }
  }
}
