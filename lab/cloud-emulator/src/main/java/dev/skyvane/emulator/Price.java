package dev.skyvane.emulator;

import java.math.BigDecimal;

/**
 * What an emulated region charges, before free tiers and without what leaves it over the network.
 * The meter's own: it shares nothing with what the router believes of prices, so that the two can
 * be held against each other. Amounts are exact.
 */
public sealed interface Price
    permits AzurePrice, CloudFunctionsPrice, CloudRunPrice, MemoryTimePrice {

  /**
   * AWS Lambda's list price for x86 in most regions: USD 0.20 per million requests, USD
   * 0.0000166667 per GB-second, billed by the ms; begun instances are billed from their
   * initialisation on, as AWS does for all runtimes since August 2025. Source:
   * aws.amazon.com/lambda/pricing.
   */
  Price LAMBDA_X86 = MemoryTimePrice.of("0.0000002", "0.0000166667", 1, 1, true);

  /** AWS Lambda's list price for arm64 in most regions; else as {@link #LAMBDA_X86}. */
  Price LAMBDA_ARM64 = MemoryTimePrice.of("0.0000002", "0.0000133334", 1, 1, true);

  /**
   * Cloud Functions (1st gen), regions of tier 1. Source:
   * cloud.google.com/functions/pricing-1stgen.
   */
  Price CLOUD_FUNCTIONS_TIER_1 = CloudFunctionsPrice.of("0.0000004", "0.0000025", "0.00001");

  /** Cloud Functions (1st gen), regions of tier 2; else as {@link #CLOUD_FUNCTIONS_TIER_1}. */
  Price CLOUD_FUNCTIONS_TIER_2 = CloudFunctionsPrice.of("0.0000004", "0.0000035", "0.000014");

  /** Cloud Run billed by request, regions of tier 1. Source: cloud.google.com/run/pricing. */
  Price CLOUD_RUN_TIER_1 = CloudRunPrice.of("0.0000004", "0.0000025", "0.000024");

  /** Cloud Run billed by request, regions of tier 2; else as {@link #CLOUD_RUN_TIER_1}. */
  Price CLOUD_RUN_TIER_2 = CloudRunPrice.of("0.0000004", "0.0000035", "0.0000336");

  /**
   * Azure Functions, consumption plan, in US East and UK South. Source:
   * azure.microsoft.com/pricing/details/functions.
   */
  Price AZURE_CONSUMPTION = AzurePrice.of("0.0000002", "0.000016");

  /** A cluster of one's own: nobody sends a bill for a call. */
  Price OWN_CLUSTER = MemoryTimePrice.of("0", "0", 1, 1, false);

  /** The duration billed of a run, in ms. */
  long billedMs(double durationMs, double initMs);

  /**
   * The exact cost of one run, in USD.
   *
   * @param billedMs as of {@link #billedMs}
   * @param memoryMb configured memory, in MB
   * @param usedMb memory used, in MB
   */
  BigDecimal cost(long billedMs, int memoryMb, int usedMb);
}
