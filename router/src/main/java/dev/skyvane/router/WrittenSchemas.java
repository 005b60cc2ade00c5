package dev.skyvane.router;

import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the registry tell the ids of all schemas that the router writes, before it takes its first
 * invocation: what an accepted invocation needs to end must not depend on the registry being there
 * at that time. The serializers keep the ids. A registry that is not there is waited for.
 */
final class WrittenSchemas implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WrittenSchemas.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final List<Runnable> lines = new ArrayList<>();
  private final CompletableFuture<Void> known = new CompletableFuture<>();
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});

  /**
   * Adds a schema that is written.
   *
   * @param topic whole name
   * @param sample any record of the schema
   * @return the serializer that has to write it
   */
  <T extends SpecificRecord> Serializer<T> add(Serde<T> serde, String topic, T sample) {
    return add(serde, List.of(topic), sample);
  }

  /** As {@link #add(Serde, String, SpecificRecord)}, for several topics by one serializer. */
  <T extends SpecificRecord> Serializer<T> add(Serde<T> serde, List<String> topics, T sample) {
    var serializer = serde.serializer();
    topics.forEach(topic -> lines.add(() -> serializer.serialize(topic, sample)));
    return serializer;
  }

  /**
   * Adds a schema that is read back, too.
   *
   * @param topic whole name
   * @param sample any record of the schema
   * @return the serdes that have to write and read it
   */
  <T extends SpecificRecord> Serde<T> addReadBack(Serde<T> serde, String topic, T sample) {
    var serializer = serde.serializer();
    var deserializer = serde.deserializer();
    lines.add(() -> deserializer.deserialize(topic, serializer.serialize(topic, sample)));
    return Serdes.serdeFrom(serializer, deserializer);
  }

  /** Completes when the registry has told all, or exceptionally where it refuses one. */
  CompletableFuture<Void> known() {
    return known.copy();
  }

  /** Asks for all that were added. */
  void resolve() {
    var asked = List.copyOf(lines);
    thread = Thread.ofVirtual().name("skyvane-written-schemas").start(() -> ask(asked));
  }

  private void ask(List<Runnable> asked) {
    try {
      for (var line : asked) {
        while (!told(line)) {
          Thread.sleep(AGAIN);
        }
      }
      known.complete(null);
    } catch (InterruptedException e) {
      known.completeExceptionally(new IllegalStateException("the router was stopped", e));
    } catch (SerializationException e) {
      known.completeExceptionally(
          new IllegalStateException(
              "the schema registry does not let the router write: " + e.getMessage(), e));
    }
  }

  private static boolean told(Runnable line) {
    try {
      line.run();
      return true;
    } catch (RegistryUnavailableException e) {
      log.warn("event=registry-down what=written-schemas reason={}", e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
