package dev.skyvane.router.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorldBuilderTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final String STOCKHOLM = "aws:eu-north-1";

  private final Loads loads = new Loads();
  private final WorldBuilder builder = new WorldBuilder(CATALOG, WorldBuilderTest::adapter, loads);
  private final Map<String, FunctionSpec> functions = new HashMap<>();
  private final Map<String, RegionSpec> regions = new HashMap<>();

  private static Optional<FunctionProvider> adapter(String name) {
    if (!name.equals("aws") && !name.equals("http")) {
      return Optional.empty();
    }
    return Optional.of(
        new FunctionProvider() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public Optional<String> check(Target target) {
            return switch (target.address()) {
              case "bad" -> Optional.of("the address is bad");
              case "throws" -> throw new IllegalStateException("the adapter broke");
              default -> Optional.empty();
            };
          }

          @Override
          public CompletableFuture<CallResult> call(FunctionCall call) {
            throw new AssertionError("never called");
          }

          @Override
          public void close() {}
        });
  }

  private static Deployment.Builder deployment(String id, String region) {
    return Deployment.newBuilder().setId(id).setRegion(region).setAddress("f").setMemoryMb(1769);
  }

  private void function(Deployment.Builder... deployments) {
    functions.put(
        "resize",
        FunctionSpec.newBuilder()
            .setName("resize")
            .setExpectedDurationMs(1_000)
            .setDeployments(
                java.util.Arrays.stream(deployments).map(Deployment.Builder::build).toList())
            .build());
  }

  private void region(RegionSpec.Builder spec) {
    regions.put(spec.getId(), spec.build());
  }

  private WorldView build() {
    return builder.build(functions, regions);
  }

  private DeploymentView only() {
    return build().function("resize").orElseThrow().deployments().getFirst();
  }

  @Test
  void newerWordsOnGridsGoBeforeAverages() {
    function(deployment("d", STOCKHOLM));
    var newer = new Grid("SE-SE3", 77, 0.25, "measured", 1);
    var view =
        builder
            .build(functions, regions, (_, zone) -> "SE-SE3".equals(zone) ? newer : null)
            .function("resize")
            .orElseThrow()
            .deployments()
            .getFirst();
    assertEquals(newer, view.region().grid());
    double kwh = CATALOG.energy().kilowattHours(STOCKHOLM, "x86_64", 1_000, 1769, 1);
    assertEquals(77 * kwh, view.expectedGrams(), 1e-15);
  }

  @Test
  void theCatalogSpeaksWhereNobodyElseDoes() {
    function(deployment("d", STOCKHOLM));
    var catalog = CATALOG.region(STOCKHOLM).orElseThrow();
    var view = only();
    assertNull(view.defect());
    assertEquals(catalog.location(), view.region().location());
    assertEquals(catalog.country(), view.region().country());
    assertEquals(catalog.concurrency(), view.region().concurrency());
    assertEquals(1.0, view.vcpu(), 1e-9, "1,769 MB are one vCPU on Lambda");
    var price = CATALOG.prices(STOCKHOLM, "x86_64").orElseThrow();
    assertEquals(price, view.price().list());
    // 0.0000002 + 1 s * 1769 / 1024 GB * 0.0000166667.
    assertEquals(0.0000002 + 1769 / 1024.0 * 0.0000166667, view.expectedUsd(), 1e-15);
    double grams =
        CATALOG.energy().kilowattHours(STOCKHOLM, "x86_64", 1_000, 1769, 1)
            * CATALOG.grid(STOCKHOLM).orElseThrow().gramsPerKwh();
    assertEquals(grams, view.expectedGrams(), 1e-12);
    assertEquals(STOCKHOLM, view.target().region());
    assertNull(view.target().endpoint());
  }

  @Test
  void aFunctionIsPausedAsItsSpecSays() {
    function(deployment("d", STOCKHOLM));
    assertFalse(build().function("resize").orElseThrow().paused());
    functions.get("resize").setPaused(true);
    assertTrue(build().function("resize").orElseThrow().paused());
  }

  @Test
  void versionsGrow() {
    long first = build().version();
    assertEquals(first + 1, build().version());
  }

  @Test
  void aRegionSpecGoesBeforeTheCatalog() {
    function(deployment("d", STOCKHOLM));
    region(
        RegionSpec.newBuilder()
            .setId(STOCKHOLM)
            .setLatitude(1.0)
            .setLongitude(2.0)
            .setCountry("XX")
            .setConcurrency(7)
            .setEndpoint("http://127.0.0.1:1")
            .setCredentials("env:KEYS")
            .setLabels(Map.of("tier", "gold"))
            .setPrice(
                PriceSpec.newBuilder()
                    .setUsdPerRequest("0.5")
                    .setUsdPerGbSecond("0")
                    .setMemoryMetering(MemoryMetering.DYNAMIC)
                    .build()));
    var view = only();
    assertEquals(new Coordinates(1, 2), view.region().location());
    assertEquals("XX", view.region().country());
    assertEquals(7, view.region().concurrency());
    assertEquals(Map.of("tier", "gold"), view.region().labels());
    assertEquals("http://127.0.0.1:1", view.target().endpoint());
    assertEquals("env:KEYS", view.target().credentials());
    assertEquals(0.5, view.expectedUsd());
    assertTrue(view.price().list().product().dynamicMemory());
    assertEquals(
        Grid.of(CATALOG.grid(STOCKHOLM).orElseThrow()),
        view.region().grid(),
        "unsaid: the catalog's");
    for (int i = 0; i < 7; i++) {
      assertTrue(view.load().tryAcquire());
    }
    assertFalse(view.load().tryAcquire());
  }

  // At least 100 ms in steps of 50 ms: 1,000 ms stay; 1,769 MB of metered memory in steps of 512 MB
  // are 2,048 MB; 1,769 MB have the 2.4 GHz of 2,048 MB:
  // 0.000001 + 1 * (2 * 0.00001 + 1 * 0.00002 + 2.4 * 0.00003) = 0.000113.
  @Test
  void aSpecsOwnPriceListMayChargeEverything() {
    function(deployment("d", STOCKHOLM));
    region(
        RegionSpec.newBuilder()
            .setId(STOCKHOLM)
            .setPrice(
                PriceSpec.newBuilder()
                    .setUsdPerRequest("0.000001")
                    .setUsdPerGbSecond("0.00001")
                    .setUsdPerVcpuSecond("0.00002")
                    .setUsdPerGhzSecond("0.00003")
                    .setUsdPerEgressGb("0.05")
                    .setMinimumMs(100)
                    .setRoundUpMs(50)
                    .setMemoryMetering(MemoryMetering.DYNAMIC)
                    .setMemoryStepMb(512)
                    .setFreeRequests("1000")
                    .setFreeGhzSeconds("20.5")
                    .setAsOf("2026-11-01")
                    .build()));
    var list = only().price().list();
    assertEquals(0.000113, only().expectedUsd(), 1e-15);
    assertEquals("2026-11-01", list.asOf());
    assertEquals(new BigDecimal("0.05"), list.usdPer(BilledUnit.EGRESS_GB));
    var free = list.product().free();
    assertEquals("own " + STOCKHOLM, free.pool());
    assertEquals(new BigDecimal("1000"), free.grant(BilledUnit.REQUEST).orElseThrow().quantity());
    assertEquals(
        new BigDecimal("20.5"), free.grant(BilledUnit.GHZ_SECOND).orElseThrow().quantity());
    assertTrue(free.grant(BilledUnit.GB_SECOND).isEmpty());
  }

  @Test
  void anotherGridZoneIsAnotherGrid() {
    function(deployment("d", STOCKHOLM));
    var france = Grid.of(CATALOG.gridOfZone("FR").orElseThrow());
    region(RegionSpec.newBuilder().setId(STOCKHOLM).setGridZone("FR"));
    assertEquals(france, only().region().grid());
    var own = Grid.of(CATALOG.grid(STOCKHOLM).orElseThrow());
    region(RegionSpec.newBuilder().setId(STOCKHOLM).setGridZone(own.zone()));
    assertEquals(own, only().region().grid());
    region(RegionSpec.newBuilder().setId(STOCKHOLM).setGridZone("nowhere"));
    assertNull(only().region().grid(), "unknown, not the catalog's");
    assertTrue(Double.isNaN(only().expectedGrams()));
  }

  @Test
  void aRegionThatNobodyKnowsIsUnknownInEverything() {
    function(deployment("d", "http:edge").setVcpu(2.0));
    var view = only();
    assertNull(view.defect(), "it can be called");
    assertNull(view.region().location());
    assertNull(view.region().country());
    assertNull(view.price());
    assertTrue(Double.isNaN(view.expectedUsd()));
    assertTrue(Double.isNaN(view.expectedGrams()));
    assertEquals(2.0, view.vcpu());
  }

  /** 100 ms of 256 MB in Iowa: 0.4e-6 + 0.025 GB-s · 2.5e-6 + 0.04 GHz-s · 10e-6 USD. */
  @Test
  void aDeploymentMayNameItsProduct() {
    var first = deployment("d", "gcp:us-central1").setMemoryMb(256);
    function(first);
    var usual = only();
    function(first.setProduct("gcp-functions-1st-gen"));
    var named = only();
    assertEquals("gcp-functions-1st-gen", named.price().list().product().id());
    assertEquals(0, new BigDecimal("8.625e-7").compareTo(named.price().usd(100, null)));
    assertTrue(usual.expectedUsd() != named.expectedUsd());
    function(first.setProduct("gcp-functions-7th-gen"));
    assertNull(only().price());
    assertTrue(Double.isNaN(only().expectedUsd()), "unknown, not the usual product's");
  }

  @Test
  void isolationIsWhatIsDeclaredElseWhatIsKnownOfTheProvider() {
    function(deployment("d", STOCKHOLM).setAccelerator("nvidia-l4"));
    assertEquals("nvidia-l4", only().accelerator());
    assertEquals("firecracker", only().isolation());
    function(deployment("d", STOCKHOLM).setIsolation("container"));
    assertEquals("container", only().isolation());
    function(deployment("d", "http:edge"));
    assertNull(only().isolation());
    assertNull(only().accelerator());
  }

  @Test
  void aSpecThatWentLeavesTheCatalogsRegion() {
    function(deployment("d", STOCKHOLM));
    region(RegionSpec.newBuilder().setId(STOCKHOLM).setCountry("XX"));
    assertEquals("XX", only().region().country());
    regions.clear();
    assertEquals("SE", only().region().country());
  }

  @Test
  void whatTheAdapterSaysIsADefect() {
    function(
        deployment("none", "mars:red"),
        deployment("bad", STOCKHOLM).setAddress("bad"),
        deployment("throws", STOCKHOLM).setAddress("throws"),
        deployment("fine", STOCKHOLM));
    var views = build().function("resize").orElseThrow().deployments();
    assertEquals("there is no adapter for provider 'mars'", views.get(0).defect());
    assertEquals("the address is bad", views.get(1).defect());
    assertTrue(views.get(2).defect().contains("the adapter broke"));
    assertNull(views.get(3).defect());
  }

  @Test
  void oneWrongDeploymentDoesNotTakeTheOthersAlong() {
    function(deployment("wrong", STOCKHOLM).setMemoryMb(0), deployment("right", STOCKHOLM));
    var views = build().function("resize").orElseThrow().deployments();
    assertEquals(List.of("wrong", "right"), views.stream().map(DeploymentView::id).toList());
    assertTrue(views.getFirst().defect().contains("memory is 0 MB"), views.getFirst().defect());
    assertNull(views.get(1).defect());
  }

  @Test
  void aRegionSpecThatCantBeUsedStopsItsDeploymentsAndNoOthers() {
    function(deployment("there", STOCKHOLM), deployment("elsewhere", "aws:eu-west-1"));
    region(
        RegionSpec.newBuilder()
            .setId(STOCKHOLM)
            .setEndpoint("http://127.0.0.1:1")
            .setPrice(PriceSpec.newBuilder().setUsdPerRequest("two cents").build()));
    var views = build().function("resize").orElseThrow().deployments();
    assertNotNull(views.getFirst().defect(), "else it would be called in the real cloud");
    assertTrue(views.getFirst().defect().contains(STOCKHOLM), views.getFirst().defect());
    assertNull(views.get(1).defect());
    region(RegionSpec.newBuilder().setId(STOCKHOLM).setLatitude(91.0).setLongitude(0.0));
    assertTrue(only().defect().contains("latitude 91"), only().defect());
  }

  @Test
  void aSpecUnderAnotherKeyIsLeftOut() {
    function(deployment("d", STOCKHOLM));
    functions.put("other", functions.get("resize"));
    regions.put("aws:eu-west-1", RegionSpec.newBuilder().setId(STOCKHOLM).setCountry("XX").build());
    var world = build();
    assertTrue(world.function("resize").isPresent());
    assertTrue(world.function("other").isEmpty());
    assertEquals("SE", world.regions().get(STOCKHOLM).country());
  }

  @Test
  void countsOutliveAView() {
    function(deployment("d", STOCKHOLM));
    var before = only().load();
    assertTrue(before.tryAcquire());
    assertSame(before, only().load());
    assertEquals(1, only().load().outstanding());
  }
}
