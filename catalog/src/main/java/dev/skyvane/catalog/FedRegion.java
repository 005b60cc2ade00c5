package dev.skyvane.catalog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A line of Table II of Cordingly et al., "Towards Federated Serverless Computing" (IC2E 2023), and
 * the average fossil share that its text gives; all as printed.
 *
 * @param regionId as in {@code aws:us-east-2}
 * @param usdPerGbSecond price of a GB-second, in USD
 * @param cpuSteal processor time taken by others, per minute
 * @param percent25Ghz share of instances at 2.5 GHz, in percent
 * @param percent29Ghz share of instances at 2.9 GHz, in percent
 * @param percent30Ghz share of instances at 3.0 GHz, in percent
 * @param fossilShare average of November 2022 to March 2023, 0 to 1; null: the text gives none
 */
public record FedRegion(
    String regionId,
    BigDecimal usdPerGbSecond,
    double cpuSteal,
    double percent25Ghz,
    double percent29Ghz,
    double percent30Ghz,
    @Nullable Double fossilShare) {}
