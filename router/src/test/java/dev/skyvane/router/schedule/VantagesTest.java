package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.router.table.WorldView;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VantagesTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final WorldView NOTHING = new WorldView(1, Map.of(), Map.of());

  private static WorldView world(String id, @Nullable Coordinates location) {
    return new WorldView(
        2,
        Map.of(),
        Map.of(
            id,
            new RegionView(
                id, "http", location, null, 1, null, null, Map.of(), null, null, Map.of())));
  }

  private final Vantages origins = new Vantages(CATALOG, "", true);

  private Vantage of(String origin) {
    return origins.of(origin, NOTHING).orElseThrow();
  }

  private String problem(String origin) {
    return assertThrows(IllegalArgumentException.class, () -> of(origin)).getMessage();
  }

  @Test
  void idsAndUniqueBareNames() {
    var stockholm = CATALOG.region("aws:eu-north-1").orElseThrow();
    assertEquals(new Vantage("aws:eu-north-1", stockholm.location()), of("aws:eu-north-1"));
    assertEquals(of("aws:eu-north-1"), of("eu-north-1"));
  }

  @Test
  void anAmbiguousNameListsTheCandidates() {
    var names = new HashSet<String>();
    var twice = CATALOG.regions().stream().filter(region -> !names.add(region.name())).findFirst();
    if (twice.isPresent()) {
      assertTrue(problem(twice.get().name()).contains(twice.get().id()));
    }
  }

  @Test
  void coordinatesSnapToTheNearestRegion() {
    // 59.3, 18.1 is Stockholm: aws:eu-north-1 and azure:swedencentral are the nearest two.
    var snapped = of("59.3,18.1");
    var point = new Coordinates(59.3, 18.1);
    for (var region : CATALOG.regions()) {
      assertTrue(
          snapped.location().distanceKmTo(point) <= region.location().distanceKmTo(point),
          region.id() + " is nearer than " + snapped.id());
    }
    assertEquals(snapped, of("59.3, 18.1"));
    assertEquals(snapped, of("59.3,18.1"), "remembered");
  }

  @Test
  void whatCantBeUnderstoodGetsTheRuleAndASuggestion() {
    assertTrue(problem("aws:eu-nort-1").contains("did you mean aws:eu-north-1?"));
    assertTrue(problem("somewhere over the rainbow").contains("'lat,lon' in degrees"));
    assertTrue(problem("91,0").contains("latitude 91"));
    assertTrue(problem("north,south").contains("not a decimal number"));
    assertTrue(problem("1,2,3").contains("lat,lon"));
  }

  @Test
  void ownLocationCountsUnlessTheOriginDoes() {
    var own = new Vantages(CATALOG, "aws:us-east-1", false);
    assertEquals("aws:us-east-1", own.of("aws:eu-north-1", NOTHING).orElseThrow().id());
    assertEquals("aws:us-east-1", own.of(null, NOTHING).orElseThrow().id());
    assertThrows(
        IllegalArgumentException.class,
        () -> own.of("nowhere", NOTHING),
        "a wrong origin is wrong even where it does not count");
    var site = new Vantages(CATALOG, "aws:us-east-1", true);
    assertEquals("aws:eu-north-1", site.of("aws:eu-north-1", NOTHING).orElseThrow().id());
    assertEquals("aws:us-east-1", site.of("  ", NOTHING).orElseThrow().id());
    assertEquals(Optional.empty(), origins.of(null, NOTHING));
  }

  @Test
  void aWrongOwnLocationIsToldAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> new Vantages(CATALOG, "atlantis", false));
  }

  @Test
  void regionsOfTheSiteAreOriginsToo() {
    var here = new Coordinates(1, 2);
    assertEquals(
        new Vantage("http:edge", here),
        origins.of("http:edge", world("http:edge", here)).orElseThrow());
    var moved = new Coordinates(3, 4);
    assertEquals(
        moved,
        origins.of("http:edge", world("http:edge", moved)).orElseThrow().location(),
        "a region that moves is where it is now");
    var nowhere =
        assertThrows(
            IllegalArgumentException.class,
            () -> origins.of("http:edge", world("http:edge", null)));
    assertTrue(nowhere.getMessage().contains("has no location"), nowhere.getMessage());
  }

  @Test
  void theSitesWordOnACatalogRegionGoesBeforeTheCatalogs() {
    var moved = new Coordinates(3, 4);
    assertEquals(
        new Vantage("aws:eu-north-1", moved),
        origins.of("eu-north-1", world("aws:eu-north-1", moved)).orElseThrow());
  }
}
