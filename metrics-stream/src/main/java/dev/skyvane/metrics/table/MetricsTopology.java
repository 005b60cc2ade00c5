package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Sample;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.stream.StreamContext;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The topology of the service. */
public final class MetricsTopology {
  /** Name of the deployments' store. */
  public static final String DEPLOYMENTS = "deployments";

  /** Name of the regions' store. */
  public static final String REGIONS = "regions";

  static final String FUNCTIONS = "functions";

  private MetricsTopology() {}

  /** Makes it. */
  public static Topology of(StreamContext context, Rules deployments, Rules regions) {
    var builder = new StreamsBuilder();
    builder.globalTable(
        context.topic(Topic.FUNCTIONS),
        Consumed.with(Serdes.String(), context.globalSerde(FunctionSpec.class)),
        Materialized.<String, FunctionSpec>as(Stores.inMemoryKeyValueStore(FUNCTIONS))
            .withKeySerde(Serdes.String())
            .withValueSerde(context.serde(FunctionSpec.class)));
    var latency = Produced.with(Serdes.String(), context.serde(LatencyStats.class));
    var deploymentMeters = new TableMeters(context.meters(), DEPLOYMENTS);
    var counted =
        builder.stream(
                context.topic(Topic.OUTCOMES),
                Consumed.with(Serdes.String(), context.serde(Outcome.class)).withName("outcomes"))
            .process(
                context.tracked(
                    supplier(
                        DEPLOYMENTS, () -> new DeploymentProcessor(deployments, deploymentMeters))),
                Named.as("deployment-table"));
    counted
        .filter((name, value) -> !(value instanceof Sample), Named.as("deployment-states"))
        .mapValues(value -> (LatencyStats) value, Named.as("deployment-latency"))
        .to(context.topic(Topic.LATENCY), latency.withName("deployment-sink"));
    var regionMeters = new TableMeters(context.meters(), REGIONS);
    counted
        .filter((name, value) -> value instanceof Sample, Named.as("region-samples"))
        .mapValues(value -> (Sample) value, Named.as("region-sample"))
        .repartition(Repartitioned.with(Serdes.String(), new SampleSerde()).withName(REGIONS))
        .process(
            context.tracked(supplier(REGIONS, () -> new RegionProcessor(regions, regionMeters))),
            Named.as("region-table"))
        .mapValues(value -> (LatencyStats) value, Named.as("region-latency"))
        .to(
            context.topic(Topic.LATENCY),
            Produced.with(Serdes.String(), context.serde(LatencyStats.class))
                .withName("region-sink"));
    return builder.build();
  }

  private static <V> ProcessorSupplier<String, V, String, Object> supplier(
      String store, Supplier<Processor<String, V, String, Object>> processor) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, V, String, Object> get() {
        return processor.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        // A slice is written with every outcome; the cache brings one write of it per commit.
        return Set.of(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(store), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled());
      }
    };
  }
}
