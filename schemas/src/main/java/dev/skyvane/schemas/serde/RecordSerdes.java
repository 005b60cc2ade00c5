package dev.skyvane.schemas.serde;

import dev.skyvane.schemas.registry.RegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Makes the serdes of a process from its configuration. Thread-safe, and so is each serde that it
 * makes; one per process, so that all share one registry client and its caches.
 *
 * <p>{@code serde.class} names the serde; every room honours it.
 */
public final class RecordSerdes implements AutoCloseable {
  private final Map<String, Object> config;
  private final Class<?> serdeClass;
  private final @Nullable RegistryClient registry;
  private final SerdeConfig serdeConfig;
  private final Queue<Serde<?>> foreign = new ConcurrentLinkedQueue<>();

  private RecordSerdes(Map<String, ?> config) {
    this.config = new HashMap<>(config);
    this.serdeClass = serdeClass(config);
    this.serdeConfig = SerdeConfig.of(config);
    this.registry = serdeClass == AvroSerde.class ? new RegistryClient(config) : null;
  }

  /**
   * Reads {@code serde.class}, {@code schema.registry.url} and their companions; see {@link
   * #configDef}. The registry is not asked before the first record.
   *
   * @throws ConfigException naming the key that is wrong
   */
  public static RecordSerdes create(Map<String, ?> config) {
    return new RecordSerdes(config);
  }

  /** The keys that {@link #create} reads, for the reference in the docs. */
  public static ConfigDef configDef() {
    return SerdeConfig.define(RegistryClient.configDef());
  }

  /**
   * A serde for values of this class. A null value (a tombstone) stays null.
   *
   * @throws ConfigException if {@code serde.class} can't be made
   */
  public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
    if (registry != null) {
      return new AvroSerde<>(registry, serdeConfig, type);
    }
    var serde = make();
    var theirs = new HashMap<>(config);
    theirs.put("specific.avro.reader", "true");
    theirs.put(SerdeConfig.VALUE_TYPE, type.getName());
    serde.configure(theirs, false);
    foreign.add(serde);
    return new ForeignSerde<>(serde, type);
  }

  private static Class<?> serdeClass(Map<String, ?> config) {
    var definition = new ConfigDef();
    var key = SerdeConfig.define(new ConfigDef()).configKeys().get(SerdeConfig.SERDE_CLASS);
    if (key == null) {
      throw new IllegalStateException("No definition of " + SerdeConfig.SERDE_CLASS);
    }
    definition.define(key);
    var type = new AbstractConfig(definition, config, false).getClass(SerdeConfig.SERDE_CLASS);
    if (!Serde.class.isAssignableFrom(type)) {
      throw new ConfigException(
          SerdeConfig.SERDE_CLASS, type.getName(), "is not a " + Serde.class.getName());
    }
    return type;
  }

  @SuppressWarnings("unchecked")
  private Serde<Object> make() {
    try {
      return (Serde<Object>) serdeClass.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      var error =
          new ConfigException(
              SerdeConfig.SERDE_CLASS,
              serdeClass.getName(),
              "can't be made; it needs a public constructor without parameters: " + e);
      error.initCause(e);
      throw error;
    }
  }

  @Override
  public void close() {
    if (registry != null) {
      registry.close();
    }
    foreign.forEach(Serde::close);
  }
}
