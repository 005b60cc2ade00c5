package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataSource;
import dev.skyvane.schemas.record.DataWithin;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.Retry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of a Function. */
final class FunctionKeys {
  static final String PAUSED = "paused";

  static final ScalarKind<String> ARCHITECTURE = words("x86_64", "arm64");

  private static final ScalarKind<String> ACCELERATOR =
      ScalarKind.text(
          "an accelerator in lower-case letters, digits and '-', as in nvidia-l4",
          "[a-z0-9][a-z0-9-]{0,63}");

  private static final ScalarKind<String> ISOLATION = words("container", "gvisor", "firecracker");

  private static final ScalarKind<String> PROVIDER =
      ScalarKind.text("a provider, as in aws", "[a-z][a-z0-9-]*");

  private static final ScalarKind<String> COUNTRY =
      ScalarKind.text("a country's code of two capital letters, as in SE", "[A-Z]{2}");

  private static final ScalarKind<String> AUTH =
      ScalarKind.reference(
          "a reference, as in bearer:env:NAME, basic:file:NAME or google-id-token; never the secret"
              + " itself",
          "(bearer:|basic:)?(env:[A-Za-z_][A-Za-z0-9_]*|file:[^\\s]+)|google-id-token");

  private FunctionKeys() {}

  static MapKind<FunctionSpec> describe(RegionNames regions) {
    return new MapKind<>(
        "a function",
        () -> FunctionSpec.newBuilder().build(),
        List.of(
            Key.required(
                "name",
                "Name that callers use.",
                ScalarKind.text(
                    "a name of lower-case letters, digits, '-', '_' and '.', at most 128",
                    "[a-z0-9][a-z0-9._-]{0,127}"),
                FunctionSpec::getName,
                FunctionSpec::setName),
            Key.optional(
                "policy",
                "What to minimise, and how to spread; default minimize-distance.",
                new PolicyKeys(),
                FunctionSpec::getPolicy,
                FunctionSpec::setPolicy),
            Key.optional(
                "constraints",
                "Hard rules: a deployment that breaks one is never used.",
                constraints(regions),
                FunctionSpec::getConstraints,
                FunctionSpec::setConstraints),
            Key.group(
                "slo",
                "Objectives of service.",
                new MapKind<>(
                    "a service objective",
                    () -> FunctionSpec.newBuilder().build(),
                    List.of(
                        Key.optional(
                            "p95",
                            "95th percentile of request latency, as in 1.2s.",
                            Units.DURATION_KIND,
                            FunctionSpec::getSloP95Ms,
                            FunctionSpec::setSloP95Ms)))),
            Key.optional(
                "timeout",
                "Longest time of one attempt; default 30s.",
                Units.DURATION_KIND,
                FunctionSpec::getTimeoutMs,
                FunctionSpec::setTimeoutMs),
            Key.optional(
                "deadline",
                "Longest time from invocation to answer; default 15m.",
                Units.DURATION_KIND,
                FunctionSpec::getDeadlineMs,
                FunctionSpec::setDeadlineMs),
            Key.optional(
                "retry",
                "When and how often an attempt is followed by another.",
                retry(),
                FunctionSpec::getRetry,
                FunctionSpec::setRetry),
            Key.optional(
                "order",
                "key: one invocation in flight per ordering key; default none.",
                ScalarKind.choice(orders()),
                FunctionSpec::getOrder,
                FunctionSpec::setOrder),
            Key.optional(
                PAUSED,
                "Whether invocations are held back until the function is resumed or their deadline"
                    + " passes; where it is left out, what is stored stays, at first false.",
                ScalarKind.truth(),
                FunctionSpec::getPaused,
                FunctionSpec::setPaused),
            Key.optional(
                "expectedDuration",
                "Execution time assumed before there are measurements; default 200ms.",
                Units.DURATION_KIND,
                FunctionSpec::getExpectedDurationMs,
                FunctionSpec::setExpectedDurationMs),
            Key.optional(
                "data",
                "What every call reads besides its payload, and where it is; an invocation may say"
                    + " otherwise.",
                data(regions),
                FunctionSpec::getData,
                FunctionSpec::setData),
            Key.optional(
                "labels",
                "Free labels.",
                TableKind.labels(),
                FunctionSpec::getLabels,
                FunctionSpec::setLabels),
            Key.required(
                "deployments",
                "Where the function runs; at least one.",
                new ListKind<>(deployment(regions), 1),
                FunctionSpec::getDeployments,
                FunctionSpec::setDeployments)));
  }

  private static MapKind<Constraints> constraints(RegionNames regions) {
    return new MapKind<>(
        "a map of constraints",
        () -> Constraints.newBuilder().build(),
        List.of(
            Key.optional(
                "countries",
                "Allowed countries, ISO 3166-1 alpha-2.",
                new ListKind<>(COUNTRY, 0),
                Constraints::getCountries,
                Constraints::setCountries),
            Key.optional(
                "excludeCountries",
                "Forbidden countries; an unknown one is forbidden too.",
                new ListKind<>(COUNTRY, 0),
                Constraints::getExcludeCountries,
                Constraints::setExcludeCountries),
            Key.optional(
                "providers",
                "Allowed providers.",
                new ListKind<>(PROVIDER, 0),
                Constraints::getProviders,
                Constraints::setProviders),
            Key.optional(
                "excludeProviders",
                "Forbidden providers.",
                new ListKind<>(PROVIDER, 0),
                Constraints::getExcludeProviders,
                Constraints::setExcludeProviders),
            Key.optional(
                "regions",
                "Allowed regions.",
                new ListKind<>(new RegionKind(regions), 0),
                Constraints::getRegions,
                Constraints::setRegions),
            Key.optional(
                "excludeRegions",
                "Forbidden regions.",
                new ListKind<>(new RegionKind(regions), 0),
                Constraints::getExcludeRegions,
                Constraints::setExcludeRegions),
            Key.optional(
                "architectures",
                "Allowed architectures.",
                new ListKind<>(ARCHITECTURE, 0),
                Constraints::getArchitectures,
                Constraints::setArchitectures),
            Key.optional(
                "accelerators",
                "Accelerators of which the deployment must have one.",
                new ListKind<>(ACCELERATOR, 0),
                Constraints::getAccelerators,
                Constraints::setAccelerators),
            Key.optional(
                "isolation",
                "Allowed isolation classes; an unknown one is forbidden.",
                new ListKind<>(ISOLATION, 0),
                Constraints::getIsolation,
                Constraints::setIsolation),
            Key.optional(
                "labels",
                "Labels that the region must carry with just this value.",
                TableKind.labels(),
                Constraints::getLabels,
                Constraints::setLabels),
            Key.optional(
                "minMemory",
                "Smallest memory, as in 512MB.",
                Units.MEMORY_KIND,
                Constraints::getMinMemoryMb,
                Constraints::setMinMemoryMb),
            Key.optional(
                "minVcpu",
                "Fewest virtual processors.",
                Units.positiveNumber("a number above 0, as in 2"),
                Constraints::getMinVcpu,
                Constraints::setMinVcpu),
            Key.optional(
                "dataWithin",
                "How near to its data an invocation that says where they are must run; default"
                    + " anywhere.",
                ScalarKind.choice(dataPlaces()),
                Constraints::getDataWithin,
                Constraints::setDataWithin),
            Key.optional(
                "maxPrice",
                "Price ceiling, as in \"5 USD/million\"; an unknown price is over every ceiling.",
                Units.PRICE_CEILING_KIND,
                Constraints::getMaxUsdPerMillion,
                Constraints::setMaxUsdPerMillion)));
  }

  private static MapKind<DataSource> data(RegionNames regions) {
    return new MapKind<>(
        "a map of data",
        () -> DataSource.newBuilder().build(),
        List.of(
            Key.required(
                "region",
                "Region that holds the data.",
                new RegionKind(regions),
                DataSource::getRegion,
                DataSource::setRegion),
            Key.optional(
                "perCall",
                "What a call reads, as in 20MB.",
                Units.DATA_KIND,
                DataSource::getPerCallBytes,
                DataSource::setPerCallBytes)));
  }

  private static MapKind<Retry> retry() {
    return new MapKind<>(
        "a map of retry rules",
        () -> Retry.newBuilder().build(),
        List.of(
            Key.optional(
                "maxAttempts",
                "Most attempts of one invocation, the first included; default 3.",
                Units.count(1),
                Retry::getMaxAttempts,
                Retry::setMaxAttempts),
            Key.optional(
                "backoff",
                "Shortest and longest wait before a retry; default 200ms..10s.",
                Units.RANGE_KIND,
                retry -> new Units.Range(retry.getBackoffMinMs(), retry.getBackoffMaxMs()),
                (retry, range) -> {
                  retry.setBackoffMinMs(range.minMs());
                  retry.setBackoffMaxMs(range.maxMs());
                }),
            Key.optional(
                "on",
                "Failures that are retried; default throttled, timeout, unavailable.",
                new ListKind<>(words("throttled", "timeout", "unavailable", "function-error"), 0),
                Retry::getOn,
                Retry::setOn)));
  }

  private static MapKind<Deployment> deployment(RegionNames regions) {
    return new MapKind<>(
        "a deployment",
        () -> Deployment.newBuilder().build(),
        List.of(
            Key.required(
                "region",
                "Region, by its id (aws:eu-north-1) or its bare name where that is unique.",
                new RegionKind(regions),
                Deployment::getRegion,
                Deployment::setRegion),
            Key.optional(
                "memory",
                "Memory, as in 512MB; default 128MB.",
                Units.MEMORY_KIND,
                Deployment::getMemoryMb,
                Deployment::setMemoryMb),
            Key.optional(
                "vcpu",
                "Virtual processors, where the provider does not derive them from memory.",
                Units.positiveNumber("a number above 0, as in 0.333"),
                Deployment::getVcpu,
                Deployment::setVcpu),
            Key.optional(
                "arch",
                "Architecture; default x86_64.",
                ARCHITECTURE,
                Deployment::getArchitecture,
                Deployment::setArchitecture),
            Key.optional(
                "accelerator",
                "Accelerator, as in nvidia-l4.",
                ACCELERATOR,
                Deployment::getAccelerator,
                Deployment::setAccelerator),
            Key.optional(
                "isolation",
                "Isolation class; default firecracker for aws, unknown for others.",
                ISOLATION,
                Deployment::getIsolation,
                Deployment::setIsolation),
            Key.required(
                "address",
                "What reaches it: an ARN or a function name (aws), a URL (others).",
                ScalarKind.text("an ARN, a function name or a URL", "[^\\s]{1,2048}"),
                Deployment::getAddress,
                Deployment::setAddress),
            Key.optional(
                "auth",
                "How the caller authenticates: a reference, never a secret.",
                AUTH,
                Deployment::getAuth,
                Deployment::setAuth),
            Key.optional(
                "labels",
                "Free labels.",
                TableKind.labels(),
                Deployment::getLabels,
                Deployment::setLabels)));
  }

  private static Map<String, DataWithin> dataPlaces() {
    var places = new LinkedHashMap<String, DataWithin>();
    places.put("anywhere", DataWithin.ANYWHERE);
    places.put("country", DataWithin.COUNTRY);
    places.put("region", DataWithin.REGION);
    return places;
  }

  private static Map<String, Order> orders() {
    var orders = new LinkedHashMap<String, Order>();
    orders.put("none", Order.NONE);
    orders.put("key", Order.KEY);
    return orders;
  }

  private static ScalarKind<String> words(String... words) {
    var map = new LinkedHashMap<String, String>();
    for (var word : words) {
      map.put(word, word);
    }
    return ScalarKind.choice(map);
  }
}
