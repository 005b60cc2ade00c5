package dev.skyvane.cost;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.bill.Billing;
import dev.skyvane.cost.ledger.CostTopology;
import dev.skyvane.cost.observe.CostMeters;
import dev.skyvane.cost.query.CostRoutes;
import dev.skyvane.cost.query.Payers;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.stream.HostConfig;
import dev.skyvane.stream.StreamContext;
import dev.skyvane.stream.StreamService;
import dev.skyvane.stream.query.Route;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The service, to be run by a {@link dev.skyvane.stream.StreamHost}. */
public final class CostStream implements StreamService {
  /** Its name. */
  public static final String NAME = "cost-stream";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ConfigDef settings() {
    return CostConfig.definition();
  }

  @Override
  public String guarantee() {
    return StreamsConfig.EXACTLY_ONCE_V2;
  }

  /**
   * The topology.
   *
   * @throws ConfigException if {@code processing.guarantee} is another: bills must be exact
   */
  @Override
  public Topology topology(StreamContext context) {
    var settings = context.settings();
    var guarantee = settings.getString(HostConfig.GUARANTEE);
    if (!guarantee.equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      throw new ConfigException(
          HostConfig.GUARANTEE,
          guarantee,
          "must be " + StreamsConfig.EXACTLY_ONCE_V2 + " for " + NAME + ", whose bills are exact");
    }
    var folder = settings.getString(CostConfig.CATALOG_DIR);
    return CostTopology.of(
        context.topics(),
        new CostTopology.Sources(
            new CostTopology.SerdeOf() {
              @Override
              public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return context.serde(type);
              }
            },
            new CostTopology.SerdeOf() {
              @Override
              public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
                return context.globalSerde(type);
              }
            },
            new CostTopology.Tracking() {
              @Override
              public <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> track(
                  ProcessorSupplier<KI, VI, KO, VO> supplier) {
                return context.tracked(supplier);
              }
            }),
        folder.isBlank() ? Catalog.load() : Catalog.load(Path.of(folder)),
        new CostMeters(context.meters()),
        settings.getInt(CostConfig.ACCOUNT_PARTITIONS),
        settings.getLong(CostConfig.READING_MAX_AGE_MS));
  }

  @Override
  public List<Route> routes(StreamContext context) {
    return new CostRoutes(
            new Billing(
                CostConfig.fee(context.settings()),
                context.settings().getBoolean(CostConfig.BILL_DATA_OUT)),
            context.serde(BillItem.class).deserializer(),
            new Payers(
                context.serdes().of(FunctionSpec.class).deserializer(),
                context.serdes().of(RegionSpec.class).deserializer()))
        .routes();
  }
}
