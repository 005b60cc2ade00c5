package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Outcomes as routers write them, drawn by a seed: each of its deployments as likely, in regions of
 * three providers, from several vantages, for several tenants. 2 % fail, 3 % of the others begin an
 * instance. Times of a deployment are spread around its own mean (log-normal, sigma 0.25). Not
 * thread-safe.
 */
final class OutcomeSource {
  static final List<String> REGIONS =
      List.of(
          "aws:eu-north-1",
          "gcp:europe-west1",
          "azure:westeurope",
          "aws:us-east-1",
          "gcp:us-central1",
          "azure:eastus",
          "aws:ap-southeast-2",
          "gcp:asia-northeast1",
          "azure:southeastasia",
          "aws:sa-east-1",
          "gcp:southamerica-east1",
          "azure:australiaeast");

  static final int TENANTS = 10;

  private static final List<String> VANTAGES =
      List.of("aws:eu-north-1", "aws:us-east-1", "aws:ap-southeast-2");
  private static final List<AttemptStatus> FAILURES =
      List.of(
          AttemptStatus.FUNCTION_ERROR,
          AttemptStatus.TIMEOUT,
          AttemptStatus.THROTTLED,
          AttemptStatus.UNAVAILABLE);
  private static final double FAILED = 0.02;
  private static final double COLD = 0.03;
  private static final double COLD_MS = 400;
  private static final double SIGMA = 0.25;
  private static final double FASTEST_MS = 40;
  private static final double SLOWEST_MS = 400;
  private static final double NETWORK_MS = 30;
  private static final int MEMORY_MB = 512;
  private static final long SLO_MS = 500;
  private static final long REQUEST_BYTES = 1_024;
  private static final long RESULT_BYTES = 4_096;
  private static final BigDecimal PER_MS = new BigDecimal("0.00000000833335");
  private static final BigDecimal PER_REQUEST = new BigDecimal("0.0000002");

  private final Random random;
  private final int vantages;
  private final List<FunctionSpec> functions = new ArrayList<>();
  private final List<Deployed> deployments = new ArrayList<>();

  private record Deployed(String function, String id, String region, double meanMs) {}

  /**
   * Draws the world.
   *
   * @param count deployments; functions have one in each region, the last may have fewer
   * @param vantages from how many they are called, at most three
   */
  OutcomeSource(int count, int vantages, long seed) {
    this.random = new Random(seed);
    this.vantages = vantages;
    for (int first = 0; first < count; first += REGIONS.size()) {
      var name = "f" + first / REGIONS.size();
      var of = new ArrayList<Deployment>();
      for (var region : REGIONS.subList(0, Math.min(REGIONS.size(), count - first))) {
        var id = name + "~" + region.replace(':', '~') + "~" + MEMORY_MB;
        of.add(
            Deployment.newBuilder()
                .setId(id)
                .setRegion(region)
                .setAddress("https://" + name + ".invalid")
                .setMemoryMb(MEMORY_MB)
                .build());
        double mean = FASTEST_MS * Math.pow(SLOWEST_MS / FASTEST_MS, random.nextDouble());
        deployments.add(new Deployed(name, id, region, mean));
      }
      functions.add(
          FunctionSpec.newBuilder()
              .setName(name)
              .setVersion(1)
              .setSloP95Ms(SLO_MS)
              .setDeployments(of)
              .build());
    }
  }

  List<FunctionSpec> functions() {
    return functions;
  }

  /** How many deployments. */
  int size() {
    return deployments.size();
  }

  /** Ids of what windows are kept of, by the word of {@link Stream#tables}. */
  List<String> ids(String table) {
    return switch (table) {
      case "region" -> deployments.stream().map(Deployed::region).distinct().toList();
      case "deployment" -> deployments.stream().map(Deployed::id).toList();
      case "function" -> functions.stream().map(FunctionSpec::getName).toList();
      case "tenant" -> IntStream.range(0, TENANTS).mapToObj(i -> "t" + i).toList();
      case "account" ->
          deployments.stream()
              .map(each -> each.region().substring(0, each.region().indexOf(':')))
              .distinct()
              .toList();
      default -> throw new IllegalArgumentException("no table " + table);
    };
  }

  /** An outcome of any deployment. */
  Outcome next(long at) {
    return next(random.nextInt(deployments.size()), at);
  }

  /**
   * An outcome of a deployment.
   *
   * @param at its end, ms since 1970-01-01 UTC
   */
  Outcome next(int number, long at) {
    var deployed = deployments.get(number);
    int vantage = random.nextInt(vantages);
    double executionMs = deployed.meanMs() * Math.exp(SIGMA * random.nextGaussian());
    boolean failed = random.nextDouble() < FAILED;
    boolean cold = !failed && random.nextDouble() < COLD;
    double networkMs = NETWORK_MS * (1 + vantage) * (1 + random.nextDouble() / 10);
    double inFlightMs = executionMs + networkMs + (cold ? COLD_MS : 0);
    var status = failed ? FAILURES.get(random.nextInt(FAILURES.size())) : AttemptStatus.SUCCESS;
    boolean ran = status != AttemptStatus.THROTTLED && status != AttemptStatus.UNAVAILABLE;
    long billedMs = (long) Math.ceil(executionMs);
    int tenant = random.nextInt(TENANTS + 1);
    var outcome =
        Outcome.newBuilder()
            .setAttemptId(attemptId(at))
            .setInvocationId("invocations-0@" + random.nextInt(Integer.MAX_VALUE))
            .setAttempt(1)
            .setFunction(deployed.function())
            .setDeployment(deployed.id())
            .setRegion(deployed.region())
            .setTenant(tenant == TENANTS ? null : "t" + tenant)
            .setRouter("router-" + vantage)
            .setVantage(VANTAGES.get(vantage))
            .setStartedAt(Instant.ofEpochMilli(at - Math.round(inFlightMs)))
            .setEndedAt(Instant.ofEpochMilli(at))
            .setQueueMs(1 + random.nextDouble())
            .setInFlightMs(inFlightMs)
            .setStatus(status)
            .setMemoryMb(MEMORY_MB)
            .setVcpu(0.29)
            .setPolicy("minimize-latency")
            .setEstimatedLatencyMs(deployed.meanMs() + networkMs)
            .setPlanAgeMs((long) random.nextInt(1_000))
            .setRequestBytes(REQUEST_BYTES);
    if (ran) {
      outcome
          .setExecutionMs(executionMs)
          .setNetworkMs(networkMs)
          .setColdStart(cold)
          .setInitMs(cold ? COLD_MS : null)
          .setBilledMs(billedMs)
          .setMeteringSource(MeteringSource.PROVIDER)
          .setResultBytes(RESULT_BYTES)
          .setListCostUsd(
              PER_MS.multiply(BigDecimal.valueOf(billedMs)).add(PER_REQUEST).toPlainString())
          .setCarbonGrams(executionMs / 1e5);
    }
    return outcome.build();
  }

  /** As a router's: a time-ordered UUID. */
  private String attemptId(long at) {
    return new UUID(
            at << 16 | 0x7000 | random.nextInt(1 << 12), random.nextLong() >>> 2 | Long.MIN_VALUE)
        .toString();
  }
}
