package dev.skyvane.emulator;

import java.time.Duration;

/** Services that a region can be emulated as; each speaks its provider's wire protocol. */
public enum CloudService {
  /** AWS Lambda's Invoke API. */
  AWS_LAMBDA("AWS Lambda", 10_240, Duration.ofMinutes(15)),
  /** Google Cloud Functions, 1st gen, over HTTP. */
  CLOUD_FUNCTIONS("Cloud Functions (1st gen)", 8_192, Duration.ofMinutes(9)),
  /** Google Cloud Run, which also runs Cloud Functions of the 2nd gen. */
  CLOUD_RUN("Cloud Run", 32_768, Duration.ofMinutes(60)),
  /** Azure Functions on the consumption plan, with HTTP triggers. */
  AZURE_FUNCTIONS("Azure Functions", 1_536, Duration.ofMinutes(10)),
  /** An OpenFaaS gateway. */
  OPENFAAS("OpenFaaS", 32_768, Duration.ofHours(24)),
  /** Plain HTTP functions. */
  HTTP("plain HTTP", 32_768, Duration.ofHours(24));

  private static final int LEAST_MB = 128;

  private final String label;
  private final int mostMb;
  private final Duration longest;

  CloudService(String label, int mostMb, Duration longest) {
    this.label = label;
    this.mostMb = mostMb;
    this.longest = longest;
  }

  /**
   * What the regions of a provider are emulated as, where nothing else is said: {@code aws} is
   * Lambda, {@code gcp} Cloud Run, {@code azure} Azure Functions, {@code openfaas} an OpenFaaS
   * gateway, every other one plain HTTP.
   */
  public static CloudService of(String provider) {
    return switch (provider) {
      case "aws" -> AWS_LAMBDA;
      case "gcp" -> CLOUD_RUN;
      case "azure" -> AZURE_FUNCTIONS;
      case "openfaas" -> OPENFAAS;
      default -> HTTP;
    };
  }

  /** As people call it. */
  public String label() {
    return label;
  }

  /** The list price in most regions; nothing for a cluster of one's own. */
  public Price price() {
    return switch (this) {
      case AWS_LAMBDA, HTTP -> Price.LAMBDA_X86;
      case CLOUD_FUNCTIONS -> Price.CLOUD_FUNCTIONS_TIER_1;
      case CLOUD_RUN -> Price.CLOUD_RUN_TIER_1;
      case AZURE_FUNCTIONS -> Price.AZURE_CONSUMPTION;
      case OPENFAAS -> Price.OWN_CLUSTER;
    };
  }

  /** What it takes to begin an instance, where nothing else is said. */
  public RegionOptions.ColdStart coldStart() {
    return switch (this) {
      case AWS_LAMBDA, HTTP -> RegionOptions.ColdStart.LIGHT;
      case CLOUD_FUNCTIONS, CLOUD_RUN -> RegionOptions.ColdStart.GOOGLE;
      case AZURE_FUNCTIONS -> RegionOptions.ColdStart.AZURE;
      case OPENFAAS -> RegionOptions.ColdStart.POD;
    };
  }

  /**
   * Most runs at once, where nothing else is said: 1,000 at AWS and in the 1st gen of Cloud
   * Functions (Baarzi et al., "On Merits and Viability of Multi-Cloud Serverless", SoCC 2021, 5.2),
   * 100 instances of a Cloud Run service (cloud.google.com/run/docs/configuring/max-instances), 200
   * of an Azure function app on the consumption plan
   * (learn.microsoft.com/azure/azure-functions/functions-scale), 100 in a cluster of one's own.
   */
  public int concurrency() {
    return switch (this) {
      case AWS_LAMBDA, CLOUD_FUNCTIONS, HTTP -> 1_000;
      case AZURE_FUNCTIONS -> 200;
      case CLOUD_RUN, OPENFAAS -> 100;
    };
  }

  /**
   * The processor that a function of this memory has, in vCPU: by memory at AWS (one at 1,769 MB)
   * and Google, one of an instance on Azure's consumption plan, and one in an OpenFaaS cluster,
   * which sets no limit of its own.
   */
  public double vcpu(int memoryMb) {
    return switch (this) {
      case AWS_LAMBDA, HTTP -> memoryMb / SampleFunction.MB_PER_VCPU;
      case CLOUD_FUNCTIONS ->
          GoogleSizes.ghz(memoryMb).doubleValue() / GoogleSizes.GHZ_PER_VCPU.doubleValue();
      case CLOUD_RUN -> GoogleSizes.vcpu(memoryMb).doubleValue();
      case AZURE_FUNCTIONS, OPENFAAS -> 1;
    };
  }

  /**
   * Whether answers tell what was metered of the run, so that a caller can know its bill. Google's
   * and Azure's don't.
   */
  public boolean tellsMetering() {
    return switch (this) {
      case AWS_LAMBDA, OPENFAAS, HTTP -> true;
      case CLOUD_FUNCTIONS, CLOUD_RUN, AZURE_FUNCTIONS -> false;
    };
  }

  /**
   * Checks that the service takes a function.
   *
   * @throws IllegalArgumentException if it has no such size or allows no such timeout
   */
  void check(FunctionOptions function) {
    var name = function.name();
    Require.within(
        "memoryMb of %s on %s".formatted(name, label), function.memoryMb(), LEAST_MB, mostMb);
    Require.within(
        "timeout of %s on %s in ms".formatted(name, label),
        function.timeout().toMillis(),
        1,
        longest.toMillis());
    if (this == CLOUD_FUNCTIONS) {
      GoogleSizes.ghz(function.memoryMb());
    }
  }
}
