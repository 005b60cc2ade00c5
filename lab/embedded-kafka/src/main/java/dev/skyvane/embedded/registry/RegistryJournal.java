package dev.skyvane.embedded.registry;

import java.util.List;
import java.util.function.Consumer;

/** Where changes are kept, in order. Used by one thread at a time. */
interface RegistryJournal extends AutoCloseable {
  /**
   * Fences any other writer, then hands over every change kept so far.
   *
   * @throws org.apache.kafka.common.KafkaException if that does not succeed
   */
  void replay(Consumer<Change> reader);

  /**
   * Keeps changes: all of them or none. After an exception it is not known which; {@link #replay}
   * tells.
   *
   * @throws org.apache.kafka.common.KafkaException if they were not certainly kept
   */
  void append(List<Change> changes);

  @Override
  void close();
}
