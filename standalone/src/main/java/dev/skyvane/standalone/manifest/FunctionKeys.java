package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.DataSource;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.Retry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of a Function. */
final class FunctionKeys {
  static final String PAUSED = "paused";

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
                ConstraintKeys.describe(regions),
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
                "deviation",
                "How far warm latency must leave a deployment's own mean to be published at once, as"
                    + " in 30%; auto, which is the default: by its own variance, at least 20%.",
                deviation(),
                FunctionSpec::getDeviation,
                (spec, share) -> spec.setDeviation(share.isNaN() ? null : share)),
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
                new ListKind<>(DeploymentKeys.describe(regions), 1),
                FunctionSpec::getDeployments,
                FunctionSpec::setDeployments)));
  }

  /** NaN is auto. */
  private static ScalarKind<Double> deviation() {
    return ScalarKind.text(
        "auto, or a percentage above 0%, as in 30%",
        "auto|0*[1-9][0-9]*(\\.[0-9]+)?%|0+\\.[0-9]*[1-9][0-9]*%",
        text -> text.equals("auto") ? Double.NaN : Units.fraction(text),
        Units::percent);
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
                new ListKind<>(
                    ScalarKind.words("throttled", "timeout", "unavailable", "function-error"), 0),
                Retry::getOn,
                Retry::setOn)));
  }

  private static Map<String, Order> orders() {
    var orders = new LinkedHashMap<String, Order>();
    orders.put("none", Order.NONE);
    orders.put("key", Order.KEY);
    return orders;
  }
}
