package dev.skyvane.stream.input;

import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the schema registry. A schema id that stayed unknown for the whole patience is refused
 * at once afterwards, so that a flood of such records holds its partition back only once. Blocks;
 * thread-safe if what it wraps is.
 */
public final class PatientDeserializer<T> implements Deserializer<T> {
  private static final Logger log = LoggerFactory.getLogger(PatientDeserializer.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /**
   * Longest wait in one call, below Kafka's {@code max.poll.interval.ms} of 5 min; then the record
   * fails its thread, which begins again at this record.
   */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Deserializer<T> wrapped;
  private final long patienceNanos;
  private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();

  /**
   * @param patience how long an id may stay unknown to the registry
   */
  public PatientDeserializer(Deserializer<T> wrapped, Duration patience) {
    this.wrapped = wrapped;
    this.patienceNanos = Math.min(patience.toNanos(), LONGEST.toNanos());
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    long start = System.nanoTime();
    while (true) {
      try {
        return wrapped.deserialize(topic, bytes);
      } catch (RegistryUnavailableException e) {
        await(topic, e, start, LONGEST.toNanos());
      } catch (UnknownSchemaException e) {
        await(topic, e, start, unknown.contains(e.schemaId()) ? 0 : patienceNanos, e.schemaId());
      }
    }
  }

  private void await(
      String topic, UnknownSchemaException failure, long start, long limit, int schemaId) {
    if (System.nanoTime() - start >= limit) {
      unknown.add(schemaId);
    }
    await(topic, failure, start, limit);
  }

  private static void await(String topic, SerializationException failure, long start, long limit) {
    if (System.nanoTime() - start >= limit) {
      throw failure;
    }
    log.warn("event=registry-awaited topic={} reason={}", topic, failure.getMessage());
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    wrapped.close();
  }
}
