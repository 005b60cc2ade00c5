package dev.skyvane.standalone.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.CallFormat;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataSource;
import dev.skyvane.schemas.record.DataWithin;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.HttpCall;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Retry;
import dev.skyvane.schemas.record.Spread;
import dev.skyvane.schemas.record.TenantAccess;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** What is written is read as the same record, for any record that a manifest can express. */
class RoundTripTest {
  private static final List<String> REGIONS =
      List.of("aws:eu-north-1", "gcp:europe-west1", "azure:norwayeast", "openfaas:home");
  private static final List<String> TEXTS =
      List.of(
          "",
          "plain",
          "no",
          "null",
          "~",
          "1",
          "0x1f",
          "1e3",
          "true",
          "a: b",
          "a #b",
          "- x",
          "'q'",
          "\"q\"",
          " lead",
          "trail ",
          "två\nrader",
          "@at",
          "%",
          "*alias",
          "&anchor",
          "{a}",
          "[b]",
          "|",
          ">",
          "!tag",
          "12:30",
          "2026-01-01",
          "=",
          "<<");

  @Property(tries = 500)
  void functionsReadAsTheyWereWritten(@ForAll long seed) {
    var spec = new Specs(seed).function();
    var yaml = ManifestWriter.yaml(List.of(ManifestWriter.document(spec)));
    assertReads(new Manifest.Function(start(), spec, spec.getPaused()), yaml, seed);
    assertReads(
        new Manifest.Function(start(), spec, spec.getPaused()),
        ManifestWriter.json(ManifestWriter.document(spec)),
        seed);
  }

  @Property(tries = 500)
  void regionsReadAsTheyWereWritten(@ForAll long seed) {
    var spec = new Specs(seed).region();
    var yaml = ManifestWriter.yaml(List.of(ManifestWriter.document(spec)));
    assertReads(new Manifest.Region(start(), spec), yaml, seed);
  }

  private static Position start() {
    return new Position("w.yaml", 1, 1);
  }

  private static void assertReads(Manifest expected, String text, long seed) {
    var result = new ManifestReader(RegionNames.of(REGIONS)).read("w.yaml", text);
    var message = "seed " + seed + "\n" + text;
    assertEquals(List.of(), result.problems(), message);
    assertEquals(List.of(expected), result.manifests(), message);
  }

  /** Random records of what a manifest can express. */
  private static final class Specs {
    private final Random random;

    Specs(long seed) {
      random = new Random(seed);
    }

    FunctionSpec function() {
      var function =
          FunctionSpec.newBuilder()
              .setName(one(List.of("resize", "a", "bag-of.words_2")))
              .setPaused(random.nextBoolean())
              .setConstraints(constraints())
              .setSloP95Ms(maybe(this::millis))
              .setTimeoutMs(millis())
              .setDeadlineMs(millis())
              .setRetry(retry())
              .setOrder(one(List.of(Order.UNKNOWN, Order.NONE, Order.KEY)))
              .setExpectedDurationMs(millis())
              .setData(
                  one(
                      List.of(
                          new DataSource(),
                          new DataSource(one(REGIONS), 1 + random.nextLong(1L << 40)))))
              .setLabels(labels())
              .build();
      if (random.nextBoolean()) {
        function.setPolicy(policy());
      }
      var deployments = new ArrayList<Deployment>();
      int count = 1 + random.nextInt(REGIONS.size());
      for (var region : REGIONS.subList(0, count)) {
        deployments.add(deployment(function.getName(), region));
      }
      function.setDeployments(deployments);
      return function;
    }

    RegionSpec region() {
      Double latitude = maybe(() -> random.nextDouble(-90, 90));
      return RegionSpec.newBuilder()
          .setId(one(REGIONS))
          .setLatitude(latitude)
          .setLongitude(latitude == null ? null : (Double) random.nextDouble(-180, 180))
          .setCountry(maybe(() -> one(List.of("NO", "SE"))))
          .setGridZone(maybe(() -> "SE-SE3"))
          .setConcurrency(maybe(() -> 1 + random.nextInt(10_000)))
          .setEndpoint(maybe(() -> "http://127.0.0.1:18101"))
          .setCredentials(maybe(() -> one(List.of("env:AWS_PROFILE", "file:/etc/key"))))
          .setTenants(
              one(
                  List.of(
                      Map.of(),
                      Map.of(
                          "shop", new TenantAccess("file:shop"), "b", new TenantAccess("env:B")))))
          .setPrice(maybe(this::price))
          .setLabels(labels())
          .build();
    }

    private PriceSpec price() {
      return PriceSpec.newBuilder()
          .setUsdPerRequest(decimal())
          .setUsdPerGbSecond(decimal())
          .setUsdPerVcpuSecond(decimal())
          .setMinimumMs(millis())
          .setRoundUpMs(millis())
          .setMemoryMetering(
              one(List.of(MemoryMetering.UNKNOWN, MemoryMetering.STATIC, MemoryMetering.DYNAMIC)))
          .setUsdPerGhzSecond(decimal())
          .setUsdPerEgressGb(maybe(this::decimal))
          .setMemoryStepMb(1 + random.nextInt(1024))
          .setFreeRequests(decimal())
          .setFreeGbSeconds(decimal())
          .setFreeVcpuSeconds(decimal())
          .setFreeGhzSeconds(decimal())
          .setAsOf(one(List.of("", "2026-11-01")))
          .build();
    }

    private Policy policy() {
      if (random.nextBoolean()) {
        return Policy.newBuilder(one(List.copyOf(PolicyKeys.words().values()))).build();
      }
      var weights = new TreeMap<String, Double>();
      var within = new TreeMap<String, Budget>();
      weights.put(one(PolicyKeys.OBJECTIVES), one(List.of(1.0, 0.7, random.nextDouble(1e-6, 1e6))));
      for (var objective : PolicyKeys.OBJECTIVES) {
        if (random.nextBoolean()) {
          weights.put(objective, random.nextDouble(1e-6, 10));
        }
        if (random.nextBoolean()) {
          within.put(objective, new Budget(random.nextDouble() * 1e-4, random.nextBoolean()));
        }
      }
      boolean inUsd = random.nextInt(3) == 0;
      if (inUsd) {
        weights.keySet().retainAll(List.of("carbon", "latency"));
        weights.putIfAbsent("carbon", random.nextDouble(1e-6, 10));
      }
      return Policy.newBuilder()
          .setKind(inUsd ? PolicyKind.MINIMIZE_USD : PolicyKind.MINIMIZE)
          .setWeights(weights)
          .setWithin(within)
          .setTolerance(random.nextDouble())
          .setAtLeast(1 + random.nextInt(9))
          .setHysteresis(
              one(
                  List.of(
                      new Hysteresis(),
                      new Hysteresis(random.nextDouble(), millis(), 1 + random.nextInt(9)))))
          .setSpread(one(List.of(Spread.values())))
          .build();
    }

    private Constraints constraints() {
      return Constraints.newBuilder()
          .setCountries(some(List.of("SE", "NO", "DE")))
          .setProviders(some(List.of("aws", "gcp")))
          .setRegions(some(REGIONS))
          .setExcludeRegions(some(REGIONS))
          .setArchitectures(some(List.of("x86_64", "arm64")))
          .setLabels(labels())
          .setMinMemoryMb(maybe(() -> 1 + random.nextInt(10_240)))
          .setMaxUsdPerMillion(maybe(this::decimal))
          .setExcludeCountries(some(List.of("SE", "NO", "DE")))
          .setExcludeProviders(some(List.of("aws", "gcp")))
          .setAccelerators(some(List.of("nvidia-l4", "tpu-v5e")))
          .setIsolation(some(List.of("container", "gvisor", "firecracker")))
          .setMinVcpu(maybe(() -> random.nextDouble(0.01, 8)))
          .setDataWithin(one(List.of(DataWithin.ANYWHERE, DataWithin.COUNTRY, DataWithin.REGION)))
          .build();
    }

    private Retry retry() {
      long first = millis();
      long second = millis();
      return Retry.newBuilder()
          .setMaxAttempts(1 + random.nextInt(9))
          .setBackoffMinMs(Math.min(first, second))
          .setBackoffMaxMs(Math.max(first, second))
          .setOn(some(List.of("throttled", "timeout", "unavailable", "function-error")))
          .build();
    }

    private Deployment deployment(String function, String region) {
      var deployment =
          Deployment.newBuilder()
              .setRegion(region)
              .setAddress(
                  one(List.of("name", "https://h/a?b=c#d", "arn:aws:lambda:x:1:function:f")))
              .setMemoryMb(one(List.of(128, 512, 1024, 2048, 1 + random.nextInt(10_240))))
              .setVcpu(maybe(() -> random.nextDouble(0.01, 8)))
              .setArchitecture(one(List.of("x86_64", "arm64")))
              .setAccelerator(maybe(() -> "nvidia-l4"))
              .setIsolation(maybe(() -> one(List.of("container", "gvisor", "firecracker"))))
              .setAuth(maybe(() -> one(List.of("google-id-token", "env:KEY", "basic:file:key"))))
              .setCall(
                  new HttpCall(
                      one(List.of("POST", "PUT")),
                      one(List.of(Map.of(), Map.of("x-id", "{attempt}", "x-no", "no"))),
                      one(List.of(CallFormat.PLAIN, CallFormat.CLOUDEVENT_BINARY)),
                      random.nextBoolean(),
                      random.nextBoolean()))
              .setLabels(labels())
              .build();
      deployment.setId(ManifestReader.id(function, deployment));
      return deployment;
    }

    private Map<String, String> labels() {
      var labels = new TreeMap<String, String>();
      for (int i = random.nextInt(4); i > 0; i--) {
        labels.put("k" + random.nextInt(100), one(TEXTS));
      }
      return labels;
    }

    private long millis() {
      return one(
          List.of(1L, 200L, 1_000L, 1_200L, 60_000L, 86_400_000L, 1 + random.nextLong(10_000_000)));
    }

    private String decimal() {
      return Units.plain(BigDecimal.valueOf(random.nextInt(100_000), random.nextInt(12)));
    }

    private <T> T one(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    private <T> List<T> some(List<T> values) {
      return values.subList(0, random.nextInt(values.size() + 1));
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
      return random.nextBoolean() ? value.get() : null;
    }
  }
}
