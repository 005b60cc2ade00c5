package dev.skyvane.router.reply;

import dev.skyvane.schemas.record.Receipt;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A receipt as headers, of a plain reply as of an answer over HTTP. */
public final class ReceiptFacts {
  private ReceiptFacts() {}

  /** Tells each fact that is known by its header's name, times in ms. */
  public static void each(Receipt receipt, BiConsumer<String, String> fact) {
    tell(fact, "skyvane-region", receipt.getRegion());
    tell(fact, "skyvane-deployment", receipt.getDeployment());
    tell(fact, "skyvane-attempts", receipt.getAttempts());
    tell(fact, "skyvane-queue-ms", rounded(receipt.getQueueMs()));
    tell(fact, "skyvane-network-ms", rounded(receipt.getNetworkMs()));
    tell(fact, "skyvane-execution-ms", rounded(receipt.getExecutionMs()));
    tell(fact, "skyvane-cost-usd", orUnknown(receipt.getListCostUsd()));
    tell(fact, "skyvane-carbon-g", orUnknown(receipt.getCarbonGrams()));
    tell(fact, "skyvane-carbon-source", receipt.getCarbonSource());
    tell(fact, "skyvane-carbon-age-ms", receipt.getCarbonAgeMs());
    tell(fact, "skyvane-ff-gbs", orUnknown(receipt.getFossilGbSeconds()));
    tell(fact, "skyvane-policy", receipt.getPolicy());
    tell(fact, "skyvane-data-source", receipt.getDataSource());
    tell(fact, "skyvane-data-age-ms", receipt.getDataAgeMs());
  }

  private static void tell(BiConsumer<String, String> fact, String name, @Nullable Object value) {
    if (value != null) {
      fact.accept(name, value.toString());
    }
  }

  private static Object orUnknown(@Nullable Object value) {
    return value == null ? "unknown" : value;
  }

  private static @Nullable Object rounded(@Nullable Double millis) {
    return millis == null ? null : (Object) (Math.round(millis * 1000) / 1000.0);
  }
}
