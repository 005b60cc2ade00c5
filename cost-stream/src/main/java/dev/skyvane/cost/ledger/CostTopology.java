package dev.skyvane.cost.ledger;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.book.CarbonHistory;
import dev.skyvane.cost.charge.Pricer;
import dev.skyvane.cost.observe.CostMeters;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.CarbonStats;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The topology: sources, stores and sinks, by name. */
public final class CostTopology {
  /** Store of windows, months and items, by account. */
  public static final String BOOKS = "books";

  /** Store of what bills are made of, as committed; key and value as in the topic. */
  public static final String BILL_ITEMS = "bill-items";

  static final String READINGS = "readings";

  private final StreamsBuilder builder = new StreamsBuilder();
  private final TopicNames topics;
  private final Sources sources;

  private CostTopology(TopicNames topics, Sources sources) {
    this.topics = topics;
    this.sources = sources;
  }

  /**
   * Makes the topology.
   *
   * @param partitions how many partitions accounts spread over
   * @param readingMaxAgeMs how long after its begin a reading of a grid counts, in ms
   */
  public static Topology of(
      TopicNames topics,
      Sources sources,
      Catalog catalog,
      CostMeters meters,
      int partitions,
      long readingMaxAgeMs) {
    var specs =
        new Specs(
            catalog,
            sources.serdes.of(FunctionSpec.class).deserializer(),
            sources.serdes.of(RegionSpec.class).deserializer());
    return new CostTopology(topics, sources)
        .build(
            new Ledger.Settings(new Pricer(catalog), specs, meters, partitions, readingMaxAgeMs));
  }

  private Topology build(Ledger.Settings settings) {
    Specs specs = settings.specs();
    specTable(Topic.FUNCTIONS, Specs.FUNCTIONS, specs);
    specTable(Topic.REGIONS, Specs.REGIONS, specs);
    readings(settings.meters());
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(BOOKS), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingEnabled());
    Serde<Metered> metered = Metered.serde(sources.serdes.of(Outcome.class).deserializer());
    KStream<String, Emission> changes =
        builder.stream(
                topics.of(Topic.OUTCOMES),
                Consumed.with(Serdes.ByteArray(), metered).withName("outcomes"))
            .process(sources.tracking.track(() -> new ByAccount(specs)), Named.as("by-account"))
            .repartition(
                Repartitioned.with(Serdes.String(), metered)
                    .withName("accounts")
                    .withNumberOfPartitions(settings.partitions()))
            .process(sources.tracking.track(() -> new Ledger(settings)), Named.as("ledger"), BOOKS);
    sink(changes, Topic.COSTS, CostStats.class);
    sink(changes, Topic.CARBON, CarbonStats.class);
    sink(changes, Topic.BILLS, BillItem.class);
    bills();
    return builder.build();
  }

  private void specTable(Topic topic, String store, Specs specs) {
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled(),
        topics.of(topic),
        Consumed.with(Serdes.String(), Serdes.ByteArray()),
        specs.keeping(store));
  }

  private void readings(CostMeters meters) {
    builder.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(READINGS), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled(),
        topics.of(Topic.CARBON_INTENSITY),
        Consumed.with(Serdes.String(), sources.globals.of(CarbonReading.class)),
        () -> new ReadingKeeper(meters));
  }

  private <T extends SpecificRecord> void sink(
      KStream<String, Emission> changes, Topic topic, Class<T> type) {
    changes
        .filter((_, change) -> change.topic() == topic, Named.as(topic.suffix() + "-changes"))
        .mapValues(change -> type.cast(change.value()), Named.as(topic.suffix() + "-states"))
        .to(
            topics.of(topic),
            Produced.with(Serdes.String(), sources.serdes.of(type))
                .withName(topic.suffix() + "-sink"));
  }

  private void bills() {
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(BILL_ITEMS), Serdes.String(), Serdes.ByteArray()));
    builder.stream(
            topics.of(Topic.BILLS),
            Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("bills"))
        .process(sources.tracking.track(BillKeeper::new), Named.as("bill-keeper"), BILL_ITEMS);
  }

  /**
   * How the topology reads and is watched.
   *
   * @param serdes of records
   * @param globals of records that a global store is made of
   * @param tracking of processors that follow a source
   */
  public record Sources(SerdeOf serdes, SerdeOf globals, Tracking tracking) {}

  /** A serde for each record class. */
  @FunctionalInterface
  public interface SerdeOf {
    /** The serde of a class. */
    <T extends SpecificRecord> Serde<T> of(Class<T> type);
  }

  /** Notes how far a processor has come. */
  @FunctionalInterface
  public interface Tracking {
    /** The same processor, watched. */
    <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> track(
        ProcessorSupplier<KI, VI, KO, VO> supplier);
  }

  /** Keys outcomes by the account that pays. */
  private static final class ByAccount implements Processor<byte[], Metered, String, Metered> {
    private final Specs specs;
    private @Nullable Function<String, String> accounts;
    private @Nullable ProcessorContext<String, Metered> context;

    private ByAccount(Specs specs) {
      this.specs = specs;
    }

    @Override
    public void init(ProcessorContext<String, Metered> given) {
      context = given;
      KeyValueStore<String, byte[]> functions = given.getStateStore(Specs.FUNCTIONS);
      KeyValueStore<String, byte[]> regions = given.getStateStore(Specs.REGIONS);
      accounts = region -> specs.places(functions, regions).places().place(region).account();
    }

    @Override
    public void process(Record<byte[], Metered> record) {
      if (context != null && accounts != null && record.value() != null) {
        context.forward(record.withKey(accounts.apply(record.value().outcome().getRegion())));
      }
    }
  }

  private static final class ReadingKeeper implements Processor<String, CarbonReading, Void, Void> {
    private final CostMeters meters;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    private ReadingKeeper(CostMeters meters) {
      this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(READINGS);
    }

    @Override
    public void process(Record<String, CarbonReading> record) {
      if (store != null && record.value() != null) {
        meters.reading(CarbonHistory.keep(store, record.value()));
      }
    }
  }

  private static final class BillKeeper implements Processor<String, byte[], Void, Void> {
    private @Nullable KeyValueStore<String, byte[]> store;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(BILL_ITEMS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      if (store != null && record.key() != null) {
        store.put(record.key(), record.value());
      }
    }
  }
}
