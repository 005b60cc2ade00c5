package dev.skyvane.standalone.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.record.CallFormat;
import dev.skyvane.schemas.record.DataSource;
import dev.skyvane.schemas.record.DataWithin;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.HttpCall;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  private static final RegionNames NAMES =
      RegionNames.of(
          List.of("aws:eu-north-1", "aws:us-east-1", "gcp:europe-west1", "azure:same", "gcp:same"));

  private static final String SMALLEST =
      """
      apiVersion: skyvane/v1
      kind: Function
      name: resize
      deployments:
        - {region: eu-north-1, address: resize}
      """;

  @Test
  void readsTheSmallestFunctionWithAllDefaults() {
    var spec = function(SMALLEST);
    var expected =
        FunctionSpec.newBuilder()
            .setName("resize")
            .setDeployments(
                List.of(
                    Deployment.newBuilder()
                        .setId("resize~aws~eu-north-1~128")
                        .setRegion("aws:eu-north-1")
                        .setAddress("resize")
                        .build()))
            .build();
    assertEquals(expected, spec);
  }

  @Test
  void readsEveryKey() {
    var text =
        """
        apiVersion: skyvane/v1
        kind: Region
        id: http:lab
        location: {lat: 59.33, lon: 18.07, country: NO}
        gridZone: SE-SE3
        concurrency: 1000
        endpoint: http://127.0.0.1:18101
        credentials: env:AWS_PROFILE
        tenants: {shop: {credentials: file:shop}}
        price: {perRequest: 0.0000002, perGbSecond: 0.0000166667, minimum: 1ms, roundUp: 100ms, memory: dynamic}
        labels: {residency: eu, tier: 1}
        ---
        apiVersion: skyvane/v1
        kind: Function
        name: resize
        policy: {minimize: {latency: 0.7, cost: 0.3}, within: {latency: +50ms, cost: +10%}, spread: round-robin, tolerance: 2.5%}
        constraints:
          countries: [SE, NO]
          providers: [aws, http]
          regions: [eu-north-1, lab]
          excludeRegions: ["gcp:same"]
          architectures: [arm64]
          labels: {residency: eu}
          minMemory: 256MB
          maxPrice: "5 USD/million"
        slo: {p95: 1.2s}
        timeout: 10s
        deadline: 2m
        retry: {maxAttempts: 2, backoff: 100ms..1s, on: [throttled, function-error]}
        order: key
        expectedDuration: 90ms
        labels: {team: images}
        deployments:
          - {region: "aws:eu-north-1", memory: 1GB, arch: arm64, address: "arn:aws:lambda:eu-north-1:1:function:resize:live"}
          - {region: lab, memory: 512MB, vcpu: 0.333, address: "http://127.0.0.1:1/resize", auth: "header:x-key:env:KEY", labels: {a: b}, call: {method: PUT, headers: {x-id: "{invocation-id}"}, format: cloudevent-structured, saaf: true, http2: true}}
        """;
    var result = new ManifestReader(NAMES).read("all.yaml", text);
    assertEquals(List.of(), result.problems());
    RegionSpec region = ((Manifest.Region) result.manifests().get(0)).spec();
    FunctionSpec function = ((Manifest.Function) result.manifests().get(1)).spec();

    assertEquals("NO", region.getCountry(), "Norway is a country, not a boolean");
    assertEquals(59.33, region.getLatitude());
    assertEquals("file:shop", region.getTenants().get("shop").getCredentials());
    assertEquals("0.0000002", region.getPrice().getUsdPerRequest());
    assertEquals(100, region.getPrice().getRoundUpMs());
    assertEquals(MemoryMetering.DYNAMIC, region.getPrice().getMemoryMetering());
    assertEquals(Map.of("residency", "eu", "tier", "1"), region.getLabels());

    assertEquals(PolicyKind.MINIMIZE, function.getPolicy().getKind());
    assertEquals(Map.of("latency", 0.7, "cost", 0.3), function.getPolicy().getWeights());
    assertEquals(50, function.getPolicy().getWithin().get("latency").getValue());
    assertTrue(function.getPolicy().getWithin().get("cost").getRelative());
    assertEquals(0.1, function.getPolicy().getWithin().get("cost").getValue());
    assertEquals(0.025, function.getPolicy().getTolerance());
    assertEquals(Spread.ROUND_ROBIN, function.getPolicy().getSpread());
    assertEquals(List.of("aws:eu-north-1", "http:lab"), function.getConstraints().getRegions());
    assertEquals(256, function.getConstraints().getMinMemoryMb());
    assertEquals("5", function.getConstraints().getMaxUsdPerMillion());
    assertEquals(1200, function.getSloP95Ms());
    assertEquals(10_000, function.getTimeoutMs());
    assertEquals(120_000, function.getDeadlineMs());
    assertEquals(2, function.getRetry().getMaxAttempts());
    assertEquals(100, function.getRetry().getBackoffMinMs());
    assertEquals(1000, function.getRetry().getBackoffMaxMs());
    assertEquals(Order.KEY, function.getOrder());
    assertEquals("resize~aws~eu-north-1~1024", function.getDeployments().get(0).getId());
    assertEquals("resize~http~lab~512", function.getDeployments().get(1).getId());
    assertEquals(0.333, function.getDeployments().get(1).getVcpu());
    assertEquals(
        new HttpCall(
            "PUT", Map.of("x-id", "{invocation-id}"), CallFormat.CLOUDEVENT_STRUCTURED, true, true),
        function.getDeployments().get(1).getCall());
  }

  @Test
  void readsTheFurtherWordsOfPoliciesAndConstraints() {
    var text =
        SMALLEST
            + """
            policy:
              minimize: {carbon: 0.1 USD/kg, latency: 0.02 USD/s}
              spread: two-choices
              atLeast: 3
              hysteresis: {margin: 5%, dwell: 15m, maxPerHour: 2}
            constraints:
              excludeCountries: [US]
              excludeProviders: [gcp]
              accelerators: [nvidia-l4]
              isolation: [firecracker, gvisor]
              minVcpu: 2
              dataWithin: country
            data: {region: eu-north-1, perCall: 1.5MB}
            """;
    var result = new ManifestReader(NAMES).read("f.yaml", text);
    assertEquals(List.of(), result.problems());
    var function = ((Manifest.Function) result.manifests().getFirst()).spec();
    var policy = function.getPolicy();
    assertEquals(PolicyKind.MINIMIZE_USD, policy.getKind());
    assertEquals(Map.of("carbon", 0.1, "latency", 0.02), policy.getWeights());
    assertEquals(Spread.TWO_CHOICES, policy.getSpread());
    assertEquals(3, policy.getAtLeast());
    assertEquals(new Hysteresis(0.05, 900_000L, 2), policy.getHysteresis());
    var rules = function.getConstraints();
    assertEquals(List.of("US"), rules.getExcludeCountries());
    assertEquals(List.of("gcp"), rules.getExcludeProviders());
    assertEquals(List.of("nvidia-l4"), rules.getAccelerators());
    assertEquals(List.of("firecracker", "gvisor"), rules.getIsolation());
    assertEquals(2, rules.getMinVcpu());
    assertEquals(DataWithin.COUNTRY, rules.getDataWithin());
    assertEquals(new DataSource("aws:eu-north-1", 1_500_000L), function.getData());
  }

  @ParameterizedTest
  @CsvSource({"balanced, 1", "distance-weighted, 3"})
  void policiesOfThePapersHaveTheirNames(String name, double distance) {
    var result = new ManifestReader(NAMES).read("f.yaml", SMALLEST + "policy: " + name + "\n");
    assertEquals(List.of(), result.problems());
    var policy = ((Manifest.Function) result.manifests().getFirst()).spec().getPolicy();
    assertEquals(PolicyKind.MINIMIZE, policy.getKind());
    assertEquals(Map.of("distance", distance, "carbon", 1.0), policy.getWeights());
  }

  /** Each block of YAML, and where it shows alternatives each of them. */
  @Test
  void thePageOnPoliciesShowsWhatCanBeRead() throws IOException {
    var names = RegionNames.of(List.of("aws:eu-north-1", "aws:eu-west-1"));
    var blocks = Files.readString(Path.of("../docs/policies.md")).split("```yaml\n");
    int read = 0;
    for (var block : blocks) {
      if (block == blocks[0]) {
        continue;
      }
      for (var part : block.substring(0, block.indexOf("```")).split("(?m)^(?=policy:)")) {
        if (!part.isBlank()) {
          var result = new ManifestReader(names).read("policies.md", SMALLEST + part);
          assertEquals(List.of(), result.problems(), part);
          read++;
        }
      }
    }
    assertTrue(read > 10, read + " examples");
  }

  /** Each document that is shown, and the part that shows how to be called. */
  @Test
  void thePageOnProvidersShowsWhatCanBeRead() throws IOException {
    var blocks = Files.readString(Path.of("../docs/providers.md")).split("```yaml\n");
    int read = 0;
    for (var block : blocks) {
      if (block == blocks[0]) {
        continue;
      }
      var shown = block.substring(0, block.indexOf("```"));
      var text =
          shown.startsWith("apiVersion")
              ? shown
              : SMALLEST.replace(
                      "- {region: eu-north-1, address: resize}",
                      "- region: eu-north-1\n    address: resize")
                  + shown.indent(4);
      var result = new ManifestReader(NAMES).read("providers.md", text);
      assertEquals(List.of(), result.problems(), text);
      read++;
    }
    assertTrue(read >= 7, read + " examples");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bearer",
        "basic:env:A",
        "function-key",
        "function-key:file:a/b",
        "header:x-key",
        "header:x-key:env:A",
        "google-id-token",
        "google-id-token:https://f.a.run.app",
        "entra:api://app/.default",
        "env:A"
      })
  void knowsHowCallsSayWhoIsCalling(String auth) {
    var spec = function(SMALLEST.replace("resize}", "resize, auth: \"" + auth + "\"}"));
    assertEquals(auth, spec.getDeployments().getFirst().getAuth());
  }

  @ParameterizedTest
  @CsvSource({"'', false, false", "'paused: false\n', false, true", "'paused: true\n', true, true"})
  void tellsAFunctionThatIsNotPausedFromOneOfWhichNothingIsSaid(
      String line, boolean paused, boolean said) {
    var result = new ManifestReader(NAMES).read("f.yaml", SMALLEST + line);
    assertEquals(List.of(), result.problems());
    var function = (Manifest.Function) result.manifests().getFirst();
    assertEquals(paused, function.spec().getPaused());
    assertEquals(said, function.saysPaused());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeout: 30            | f.yaml:6: timeout: '30' is not allowed; write a duration",
        "timeout: 0s            | '0s' is not allowed",
        "timeout: 0.5ms         | '0.5ms' is not allowed",
        "timeot: 30s            | timeot: unknown key; did you mean 'timeout'?",
        "frobnicate: 30s        | unknown key; known here: name, policy",
        "timeout:               | timeout: has no value",
        "name: twice            | name: is there twice, first in line 3",
        "policy: minimise-carbon | did you mean 'minimize-carbon'?",
        "policy: {minimize: {latncy: 1}} | policy.minimize.latncy: unknown key; did you mean 'latency'?",
        "policy: {minimize: {latency: 0}} | policy.minimize.latency: '0' is not allowed",
        "policy: {minimize: speed} | policy.minimize: 'speed' is not allowed",
        "policy: {minimize: cost, within: {carbn: +10%}} | policy.within.carbn: unknown key; did you mean 'carbon'?",
        "policy: {minimize: {carbon: 0.1 USD/t}} | policy.minimize.carbon: '0.1 USD/t' is not allowed",
        "policy: {minimize: {carbon: 0.1 USD/kg, cost: 1}} | policy.minimize.cost: unknown key; known here: carbon, latency",
        "policy: {minimize: {carbon: 0.1 USD/kg, latency: 1}} | policy.minimize.latency: '1' is not allowed; write what it is worth",
        "policy: {minimize: cost, spread: random} | policy.spread: 'random' is not allowed",
        "policy: {minimize: cost, atLeast: 0} | policy.atLeast: '0' is not allowed",
        "policy: {minimize: cost, hysteresis: {dwell: 15}} | policy.hysteresis.dwell: '15' is not allowed",
        "constraints: {isolation: [vm]} | constraints.isolation[0]: 'vm' is not allowed",
        "constraints: {dataWithin: continent} | constraints.dataWithin: 'continent' is not allowed",
        "data: {region: eu-north-1, perCall: 20} | data.perCall: '20' is not allowed; write an amount of data",
        "data: {perCall: 20MB} | a map of data needs the key 'region'",
        "policy: {minimize: {}} | policy.minimize: is empty",
        "policy: {tolerance: 5%} | a policy needs the key 'minimize'",
        "policy: {minimize: cost, within: {latency: 50ms}} | policy.within.latency: '50ms'",
        "policy: {minimize: cost, within: {latency: +50}} | as in +50ms or +10%",
        "policy: {minimize: cost, tolerance: 101%} | policy.tolerance: '101%' is not allowed",
        "constraints: {countries: [Sweden]} | constraints.countries[0]: 'Sweden' is not allowed",
        "constraints: {countries: SE} | constraints.countries: 'SE' is not a list",
        "constraints: {regions: [eu-nort-1]} | did you mean 'eu-north-1'?",
        "constraints: {regions: [same]} | 'same' is ambiguous; write one of azure:same, gcp:same",
        "constraints: {minMemory: 512} | constraints.minMemory: '512' is not allowed; write memory with a unit",
        "constraints: {maxPrice: 5} | write a price per million invocations",
        "retry: {maxAttempts: 0} | retry.maxAttempts: '0' is not allowed",
        "retry: {backoff: 10s..1s} | retry.backoff: '10s..1s' is not allowed",
        "retry: {on: [timeuot]} | did you mean 'timeout'?",
        "paused: yes            | paused: 'yes' is not allowed; write true or false",
        "paused: True           | write true or false",
        "paused: {}             | paused: a map is not a single value; write true or false",
        "order: [key]           | order: a list is not a single value",
      })
  void namesWhatIsWrong(String line, String expected) {
    var result = new ManifestReader(NAMES).read("f.yaml", SMALLEST + line + "\n");
    assertEquals(1, result.problems().size(), () -> result.problems().toString());
    var message = result.problems().getFirst().toString();
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith("f.yaml:"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{address: a}                                  | a deployment needs the key 'region'",
        "{region: us-east-1}                           | a deployment needs the key 'address'",
        "{region: eu-north-1, address: b}              | has the same id as deployments[0]",
        "{region: eu-west-9, address: b}               | there is no region 'eu-west-9'",
        "{region: us-east-1, address: a, arch: arm}    | 'arm' is not allowed",
        "{region: us-east-1, address: a, memory: 1TB}  | memory: '1TB' is not allowed",
        "us-east-1                                     | deployments[1]: 'us-east-1' is not a deployment",
      })
  void namesWhatIsWrongWithADeployment(String deployment, String expected) {
    var result = new ManifestReader(NAMES).read("f.yaml", SMALLEST + "  - " + deployment + "\n");
    assertEquals(1, result.problems().size(), () -> result.problems().toString());
    var message = result.problems().getFirst().toString();
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith("f.yaml:6"), message);
  }

  @Test
  void listsAllProblemsAtOnce() {
    var result =
        new ManifestReader(NAMES)
            .read(
                "f.yaml",
                """
                apiVersion: skyvane/v2
                kind: Function
                name: Resize
                timeout: 30
                deployments: []
                ---
                kind: Functoin
                ---
                apiVersion: skyvane/v1
                kind: Region
                id: lab
                location: {lat: 91}
                """);
    var all = result.problems().stream().map(Problem::toString).toList();
    assertEquals(8, all.size(), () -> String.join("\n", all));
    assertTrue(all.get(0).contains("write skyvane/v1"), all.get(0));
    assertTrue(
        all.stream().anyMatch(each -> each.contains("did you mean 'Function'?")), all.toString());
    assertTrue(result.manifests().isEmpty());
  }

  @Test
  void neverRepeatsWhatMayBeASecret() {
    var text =
        """
        apiVersion: skyvane/v1
        kind: Region
        id: http:lab
        credentials: hunter2-AKIA
        tenants: {shop: {credentials: hunter2-BKIA}}
        ---
        apiVersion: skyvane/v1
        kind: Function
        name: f
        deployments: [{region: lab, address: "http://h", auth: Bearer-hunter2}]
        """;
    var result = new ManifestReader(NAMES).read("f.yaml", text);
    assertEquals(3, result.problems().size(), () -> result.problems().toString());
    assertFalse(result.problems().toString().contains("hunter2"), result.problems().toString());
    assertTrue(result.problems().toString().contains("env:NAME"), result.problems().toString());
  }

  @Test
  void saysWhereTextIsNotYaml() {
    var result = new ManifestReader(NAMES).read("f.yaml", "name: a\n  b: c\n");
    assertEquals(1, result.problems().size());
    assertTrue(
        result.problems().getFirst().toString().startsWith("f.yaml:2: this is not YAML"),
        result.problems().toString());
    assertTrue(
        new ManifestReader(NAMES)
            .read("f.yaml", "")
            .problems()
            .getFirst()
            .message()
            .contains("init"));
  }

  @Test
  void refusesTheSameFunctionTwice() {
    var result = new ManifestReader(NAMES).read("f.yaml", SMALLEST + "---\n" + SMALLEST);
    assertTrue(
        result.problems().toString().contains("function/resize is there twice, first in line 1"),
        result.problems().toString());
  }

  private static FunctionSpec function(String text) {
    var result = new ManifestReader(NAMES).read("f.yaml", text);
    assertEquals(List.of(), result.problems());
    return ((Manifest.Function) result.manifests().getFirst()).spec();
  }
}
