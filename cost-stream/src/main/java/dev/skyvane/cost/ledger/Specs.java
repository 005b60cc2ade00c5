package dev.skyvane.cost.ledger;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.charge.Places;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
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
 * has changed. A spec that can't be decoded counts as absent; while the schema registry does not
 * answer it is waited for, as for any input. Thread-safe.
 */
public final class Specs {
  /** Global store of functions by name, in their topic's bytes. */
  public static final String FUNCTIONS = "functions";

  /** Global store of regions by id, in their topic's bytes. */
  public static final String REGIONS = "regions";

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
      var functionSpecs = read(functionStore, functions);
      var regionSpecs = read(regionStore, regions);
      last =
          new Joined(
              now,
              new Places(catalog, functionSpecs.found, regionSpecs.found),
              functionSpecs.complete && regionSpecs.complete);
      joined = last;
    }
    return last;
  }

  private record Read<T>(List<T> found, boolean complete) {}

  private static <T> Read<T> read(
      ReadOnlyKeyValueStore<String, byte[]> store, Deserializer<T> deserializer) {
    var specs = new ArrayList<T>();
    boolean complete = true;
    try (var all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        try {
          T spec = deserializer.deserialize("", entry.value);
          if (spec != null) {
            specs.add(spec);
          }
        } catch (RegistryUnavailableException e) {
          // Whoever asks begins again: without its spec an outcome would go to another account.
          throw e;
        } catch (SerializationException e) {
          complete = false;
          log.warn("event=spec-undecodable key={} reason={}", entry.key, e.getMessage());
        }
      }
    }
    return new Read<>(specs, complete);
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

  /**
   * What places rest on.
   *
   * @param complete whether each spec could be read; else what none names may be there all the same
   */
  record Joined(long version, Places places, boolean complete) {}
}
