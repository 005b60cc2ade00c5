package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.Size;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {

  private static final Catalog CATALOG = Catalog.load();

  @Test
  void hasTheRegionsOfThreeProviders() {
    Map<String, Long> counts =
        CATALOG.regions().stream()
            .collect(Collectors.groupingBy(Region::provider, TreeMap::new, Collectors.counting()));

    assertEquals(Map.of("aws", 34L, "azure", 63L, "gcp", 43L), counts);
  }

  @Test
  void idsNamesAndTitlesAreDistinct() {
    assertDistinct(CATALOG.regions().stream().map(Region::id).toList());
    assertDistinct(CATALOG.regions().stream().map(Region::name).toList());
    assertDistinct(
        CATALOG.regions().stream().map(region -> region.provider() + region.title()).toList());
  }

  @Test
  void namesAreWrittenAsTheProvidersDo() {
    var shapes =
        Map.of(
            "aws", "[a-z]{2}-(north|south|east|west|central|northeast|southeast)-[1-9]",
            "gcp",
                "(us|northamerica|southamerica|europe|asia|australia|me|africa)-"
                    + "(north|south|east|west|central|northeast|southeast|southwest)[1-9][0-9]?",
            "azure", "[a-z]+[23]?");
    for (Region region : CATALOG.regions()) {
      assertTrue(
          region.name().matches(shapes.get(region.provider())), () -> "name of " + region.id());
    }
  }

  @Test
  void everyRegionLiesInItsCountry() {
    for (Region region : CATALOG.regions()) {
      CountryBox box = CountryBox.of(region.country());

      assertTrue(box.contains(region.location()), () -> region.id() + " outside " + box);
      assertNotNull(region.gridZone(), region.id());
      assertTrue(
          region.gridZone().equals(region.country())
              || region.gridZone().startsWith(region.country() + "-"),
          () -> region.id() + " in grid zone " + region.gridZone());
    }
  }

  @Test
  void regionsOfOneGridZoneAreInOneCountryAndNotAContinentApart() {
    for (Region one : CATALOG.regions()) {
      for (Region other : CATALOG.regions()) {
        if (String.valueOf(one.gridZone()).equals(other.gridZone())) {
          double km = one.location().distanceKmTo(other.location());

          assertTrue(km < 1500, () -> one.id() + " and " + other.id() + " are " + km + " km apart");
        }
      }
    }
  }

  // Air distances between the cities, to some 10 km.
  @ParameterizedTest
  @CsvSource({
    "aws:eu-north-1, aws:eu-central-1, 1190",
    "aws:us-east-1, aws:us-west-1, 3850",
    "aws:sa-east-1, aws:us-east-1, 7660",
    "aws:ap-southeast-2, aws:eu-west-2, 16990",
    "gcp:asia-northeast1, azure:koreacentral, 1160",
    "azure:westeurope, aws:eu-west-3, 430",
    "azure:southafricanorth, aws:af-south-1, 1260"
  })
  void distancesAreThoseOfTheCities(String one, String other, double km) {
    double distance =
        CATALOG
            .region(one)
            .orElseThrow()
            .location()
            .distanceKmTo(CATALOG.region(other).orElseThrow().location());

    assertEquals(km, distance, 25);
  }

  @Test
  void defaultConcurrencyIsTheProviders() {
    assertEquals(1000, CATALOG.region("aws:eu-north-1").orElseThrow().concurrency());
    assertEquals(100, CATALOG.region("gcp:europe-west1").orElseThrow().concurrency());
    assertEquals(100, CATALOG.region("azure:westeurope").orElseThrow().concurrency());
  }

  @Test
  void findsARegionByIdOrBareName() {
    Region stockholm = CATALOG.region("aws:eu-north-1").orElseThrow();

    assertEquals("Europe (Stockholm)", stockholm.title());
    assertEquals(new Coordinates(59.33, 18.07), stockholm.location());
    assertEquals("SE-SE3", stockholm.gridZone());
    assertEquals(Optional.of(stockholm), CATALOG.region("eu-north-1"));
    assertEquals("azure:westeurope", CATALOG.region("westeurope").orElseThrow().id());
    for (Region region : CATALOG.regions()) {
      assertEquals(Optional.of(region), CATALOG.region(region.id()));
      assertEquals(Optional.of(region), CATALOG.region(region.name()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "aws:", "gcp:eu-north-1", "EU-NORTH-1", "eu-north-1 ", "Stockholm"})
  void anUnknownRegionIsEmpty(String text) {
    assertEquals(Optional.empty(), CATALOG.region(text));
  }

  @Test
  void anAmbiguousNameListsTheCandidates() {
    var twice =
        of(
            CATALOG.region("aws:eu-north-1").orElseThrow(),
            new Region(
                "http:eu-north-1",
                "http",
                "eu-north-1",
                "Own",
                new Coordinates(60, 18),
                "SE",
                null,
                10));

    var e = assertThrows(IllegalArgumentException.class, () -> twice.region("eu-north-1"));

    assertEquals(
        "region 'eu-north-1' is ambiguous; write one of aws:eu-north-1, http:eu-north-1",
        e.getMessage());
    assertEquals("http:eu-north-1", twice.region("http:eu-north-1").orElseThrow().id());
  }

  @Test
  void aRegionTwiceIsDamage() {
    Region region = CATALOG.region("aws:eu-north-1").orElseThrow();

    assertThrows(IllegalStateException.class, () -> of(region, region));
  }

  // Table II of "Towards Federated Serverless Computing", USD per GB-s of Lambda on x86_64, printed
  // with three digits.
  @ParameterizedTest
  @CsvSource({
    "ap-east-1, 2.29e-05",
    "ap-northeast-1, 1.67e-05",
    "ap-northeast-2, 1.67e-05",
    "ap-northeast-3, 1.67e-05",
    "ap-south-1, 1.67e-05",
    "ap-southeast-1, 1.67e-05",
    "ap-southeast-2, 1.67e-05",
    "eu-central-1, 1.67e-05",
    "eu-north-1, 1.67e-05",
    "eu-south-1, 1.95e-05",
    "eu-west-1, 1.67e-05",
    "eu-west-2, 1.67e-05",
    "eu-west-3, 1.67e-05",
    "ca-central-1, 1.67e-05",
    "sa-east-1, 1.67e-05",
    "us-east-1, 1.67e-05",
    "us-east-2, 1.67e-05",
    "us-west-1, 1.67e-05",
    "us-west-2, 1.67e-05"
  })
  void lambdaCostsWhatThePaperPrints(String name, double usdPerGbSecond) {
    PriceList prices = CATALOG.prices("aws:" + name, "x86_64").orElseThrow();

    assertEquals(
        usdPerGbSecond, prices.usdPer(BilledUnit.GB_SECOND).doubleValue(), 0.003 * usdPerGbSecond);
    assertEquals(
        0,
        BigDecimal.valueOf(usdPerGbSecond)
            .compareTo(
                CATALOG
                    .fedPriceBook()
                    .list("aws:" + name, "x86_64")
                    .orElseThrow()
                    .usdPer(BilledUnit.GB_SECOND)));
    assertEquals(1, prices.product().minimumMs());
    assertEquals(1, prices.product().roundUpMs());
    assertFalse(prices.product().dynamicMemory());
    assertEquals(0, prices.usdPer(BilledUnit.VCPU_SECOND).signum());
  }

  @Test
  void armIsCheaperWhereverBothAreKnown() {
    for (Region region : CATALOG.regions()) {
      var x86 = CATALOG.prices(region.id(), "x86_64");
      var arm = CATALOG.prices(region.id(), "arm64");
      if (arm.isPresent()) {
        double ratio =
            arm.get().usdPer(BilledUnit.GB_SECOND).doubleValue()
                / x86.orElseThrow().usdPer(BilledUnit.GB_SECOND).doubleValue();

        assertEquals(0.8, ratio, 0.002, region.id());
        assertEquals(
            x86.get().usdPer(BilledUnit.REQUEST),
            arm.get().usdPer(BilledUnit.REQUEST),
            region.id());
      }
    }
  }

  @Test
  void googleBillsTimeOfProcessorsInStepsOf100Ms() {
    PriceList prices = CATALOG.prices("gcp:europe-west1", "x86_64").orElseThrow();

    // 0.2 s * (0.5 GB * 0.0000025 + 0.333 vCPU * 0.000024) + 0.0000004
    assertEquals(0, new BigDecimal("0.0000022484").compareTo(usd(prices, 101, 512, null, 0.333)));
  }

  @Test
  void azureMetersMemory() {
    PriceList prices = CATALOG.prices("azure:eastus", "x86_64").orElseThrow();

    // at least 0.1 s * 0.25 GB * 0.000016 + 0.0000002
    assertTrue(prices.product().dynamicMemory());
    assertEquals(0, new BigDecimal("0.0000006").compareTo(usd(prices, 5, 1536, 200, 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "aws:ap-south-2, x86_64",
    "aws:ap-southeast-3, x86_64",
    "aws:me-south-1, arm64",
    "aws:mx-central-1, x86_64",
    "gcp:europe-north2, x86_64",
    "gcp:europe-west1, arm64",
    "azure:westeurope, x86_64",
    "aws:eu-north-1, riscv",
    "aws:nowhere, x86_64",
    "eu-north-1, x86_64"
  })
  void anUnknownPriceIsEmptyNeverZero(String regionId, String architecture) {
    assertEquals(Optional.empty(), CATALOG.prices(regionId, architecture));
  }

  @Test
  void everyKnownPriceIsPlausibleAndSaysWhereItIsFrom() {
    int known = 0;
    for (Region region : CATALOG.regions()) {
      for (String architecture : List.of("x86_64", "arm64")) {
        var prices = CATALOG.prices(region.id(), architecture);
        if (prices.isPresent()) {
          known++;
          double perMillion = usd(prices.get(), 1000, 1024, null, 0.583).doubleValue() * 1_000_000;

          assertTrue(perMillion > 5 && perMillion < 30, () -> region.id() + " " + perMillion);
          assertTrue(
              prices.get().usdPer(BilledUnit.REQUEST).doubleValue() >= 1.8e-7
                  && prices.get().usdPer(BilledUnit.REQUEST).doubleValue() <= 4e-7,
              region.id());
          assertFalse(prices.get().source().isBlank() || prices.get().asOf().isBlank());
        }
      }
    }
    assertEquals(87, known);
  }

  @Test
  void regionsOnOneGridHaveOneCarbonIntensity() {
    var byZone = new HashMap<String, Set<Optional<Double>>>();
    for (Region region : CATALOG.regions()) {
      byZone
          .computeIfAbsent(
              region.gridZone(),
              zone -> new TreeSet<>(Comparator.comparing(value -> value.orElse(-1.0))))
          .add(CATALOG.grid(region.id()).map(GridAverage::gramsPerKwh));
    }
    byZone.forEach((zone, values) -> assertEquals(1, values.size(), () -> zone + " " + values));
  }

  @ParameterizedTest
  @CsvSource({
    "aws:eu-north-1, 19.39, 0.002, 2025",
    "gcp:europe-north2, 19.39, 0.002, 2025",
    "aws:eu-central-1, 275.81, 0.479, 2025",
    "aws:us-east-1, 343.48, 0.591, 2025",
    "aws:eu-west-1, 278.6, 0.567, 2021",
    "aws:us-west-2, 322.167, , 2021",
    "gcp:us-west1, 97.85, 0.063, 2025",
    "gcp:europe-west6, 21.2, 0.03, 2025",
    "aws:eu-central-2, 21.2, , 2025"
  })
  void gridAverages(String regionId, double gramsPerKwh, Double fossilShare, int year) {
    GridAverage grid = CATALOG.grid(regionId).orElseThrow();

    assertEquals(gramsPerKwh, grid.gramsPerKwh());
    assertEquals(fossilShare, grid.fossilShare());
    assertEquals(year, grid.year());
    assertEquals(CATALOG.region(regionId).orElseThrow().gridZone(), grid.zone());
  }

  @Test
  void anUnknownGridIsEmptyAndAnUnknownShareNull() {
    assertEquals(Optional.empty(), CATALOG.grid("azure:chinaeast"));
    assertEquals(Optional.empty(), CATALOG.grid("aws:ap-southeast-6"));
    assertEquals(Optional.empty(), CATALOG.grid("aws:nowhere"));
    assertEquals(Optional.empty(), CATALOG.gridOfZone("ATLANTIS"));
    assertNull(CATALOG.gridOfZone("CH").orElseThrow().fossilShare());
  }

  @Test
  void anApproximatedShareSaysSo() {
    assertTrue(CATALOG.grid("gcp:europe-west6").orElseThrow().source().contains("approximately"));
    assertEquals(
        "Google region-carbon-info 2025; fossil share: Towards Federated Serverless Computing"
            + " (IC2E 2023) section IV",
        CATALOG.grid("aws:eu-north-1").orElseThrow().source());
  }

  @Test
  void regionsCannotBeChanged() {
    assertThrows(UnsupportedOperationException.class, () -> CATALOG.regions().clear());
  }

  private static Catalog of(Region... regions) {
    return new Catalog(
        new Catalog.Parts(
            List.of(regions),
            CATALOG.priceBook(),
            CATALOG.vspPriceBook(),
            CATALOG.fedPriceBook(),
            CATALOG.egress(),
            CATALOG.sizes(),
            Map.of(),
            Map.of(),
            Map.of(),
            CATALOG.latency(),
            CATALOG.energy(),
            List.of()),
        List.of());
  }

  private static BigDecimal usd(
      PriceList prices, double durationMs, int memoryMb, @Nullable Integer usedMb, double vcpu) {
    return prices.at(new Size(memoryMb, vcpu, null)).orElseThrow().usd(durationMs, usedMb);
  }

  private static void assertDistinct(List<String> values) {
    assertEquals(values.size(), Set.copyOf(values).size());
  }
}
