package dev.skyvane.cost;

import dev.skyvane.cost.bill.Fee;
import java.math.BigDecimal;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Settings of the cost stream beside its host's. */
public final class CostConfig {
  public static final String FEE_PERCENT = "fee.percent";
  public static final String FEE_USD_PER_REQUEST = "fee.usd.per.request";
  public static final String BILL_DATA_OUT = "bill.data.out";
  public static final String ACCOUNT_PARTITIONS = "account.partitions";
  public static final String READING_MAX_AGE_MS = "carbon.reading.max.age.ms";
  public static final String CATALOG_DIR = "catalog.dir";

  private CostConfig() {}

  /** Their definition. */
  public static ConfigDef definition() {
    return new ConfigDef()
        .define(
            FEE_PERCENT,
            Type.STRING,
            "0",
            CostConfig::decimal,
            Importance.MEDIUM,
            "Fee on bills: percent of list costs less credits, decimal.")
        .define(
            FEE_USD_PER_REQUEST,
            Type.STRING,
            "0",
            CostConfig::decimal,
            Importance.MEDIUM,
            "Fee on bills: USD per attempt that ran, decimal.")
        .define(
            BILL_DATA_OUT,
            Type.BOOLEAN,
            false,
            Importance.MEDIUM,
            "Whether data that left a region is part of a bill's total. No receipt states it, and"
                + " whether it leaves at a price depends on where the routers stand; bills show it"
                + " on lines of its own in any case.")
        .define(
            ACCOUNT_PARTITIONS,
            Type.INT,
            4,
            Range.between(1, 1_000),
            Importance.LOW,
            "Partitions that the books of accounts spread over. Can't be changed once the service"
                + " has run.")
        .define(
            READING_MAX_AGE_MS,
            Type.LONG,
            6 * 3_600_000L,
            Range.atLeast(0),
            Importance.MEDIUM,
            "How long after its begin a reading of a grid's carbon intensity counts where there is"
                + " no newer one, in ms; then the yearly average does.")
        .define(
            CATALOG_DIR,
            Type.STRING,
            "",
            Importance.LOW,
            "Folder of catalog files that the jar can't hold because of their licence. Empty: none.");
  }

  /** The fee that is set. */
  public static Fee fee(AbstractConfig config) {
    return new Fee(
        new BigDecimal(config.getString(FEE_PERCENT)),
        new BigDecimal(config.getString(FEE_USD_PER_REQUEST)));
  }

  private static void decimal(String name, Object value) {
    try {
      if (new BigDecimal((String) value).signum() >= 0) {
        return;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is negative.
    }
    throw new ConfigException(name, value, "must be a decimal number, 0 or more, as in 2.5");
  }
}
