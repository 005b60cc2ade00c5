package dev.skyvane.stream.query;

import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The stores of one partition on this instance. */
public interface Shard {
  /** The partition's number. */
  int partition();

  /**
   * A store of the same sub-topology as the one that the route names.
   *
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException if it is not here any more;
   *     the query then goes to another instance
   */
  <K, V> ReadOnlyKeyValueStore<K, V> keyValue(String name);
}
