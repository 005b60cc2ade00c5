package dev.skyvane.stream.query;

import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The global stores, which each instance has whole. Thread-safe. */
@FunctionalInterface
public interface Globals {
  /**
   * A global store by its name.
   *
   * @throws QueryException 503 while it is not there yet
   */
  <K, V> ReadOnlyKeyValueStore<K, V> global(String name);
}
