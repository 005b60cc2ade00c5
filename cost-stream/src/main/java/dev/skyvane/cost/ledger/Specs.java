package dev.skyvane.cost.ledger;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.charge.Places;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions and regions as the global stores have them, joined with the catalog when one of them
 * has changed. A spec that can't be decoded counts as absent. Thread-safe.
 */
public final class Specs {
  static final String FUNCTIONS = "functions";
  static final String REGIONS = "regions";

  private static final Logger log = LoggerFactory.getLogger(Specs.class);

  private final Catalog catalog;
  private final Deserializer<FunctionSpec> functions;
  private final Deserializer<RegionSpec> regions;
  private final AtomicLong changes = new AtomicLong();
  private @Nullable Joined joined;

  /** Specs that these read. */
  public Specs(
      Catalog catalog, Deserializer<FunctionSpec> functions, Deserializer<RegionSpec> regions) {
    this.catalog = catalog;
    this.functions = functions;
    this.regions = regions;
  }

  /** Places as of now, and the count of changes that they rest on. */
  synchronized Joined places(
      ReadOnlyKeyValueStore<String, byte[]> functionStore,
      ReadOnlyKeyValueStore<String, byte[]> regionStore) {
    long now = changes.get();
    Joined last = joined;
    if (last == null || last.version != now) {
      last =
          new Joined(
              now, new Places(catalog, read(functionStore, functions), read(regionStore, regions)));
      joined = last;
    }
    return last;
  }

  private static <T> List<T> read(
      ReadOnlyKeyValueStore<String, byte[]> store, Deserializer<T> deserializer) {
    var specs = new ArrayList<T>();
    try (var all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        try {
          T spec = deserializer.deserialize("", entry.value);
          if (spec != null) {
            specs.add(spec);
          }
        } catch (SerializationException e) {
          log.warn("event=spec-undecodable key={} reason={}", entry.key, e.getMessage());
        }
      }
    }
    return specs;
  }

  /** Keeps the records of a spec topic in a global store. */
  ProcessorSupplier<String, byte[], Void, Void> keeping(String store) {
    return () ->
        new Processor<>() {
          private @Nullable KeyValueStore<String, byte[]> specs;

          @Override
          public void init(ProcessorContext<Void, Void> context) {
            specs = context.getStateStore(store);
          }

          @Override
          public void process(Record<String, byte[]> record) {
            var to = specs;
            if (to != null && record.key() != null) {
              to.put(record.key(), record.value());
              changes.incrementAndGet();
            }
          }
        };
  }

  /** What places rest on. */
  record Joined(long version, Places places) {}
}
