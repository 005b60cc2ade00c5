package dev.skyvane.stream.input;

import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the schema registry on the thread that needs it, and knows who waits. A schema id that
 * stayed unknown for as long as it may is refused at once afterwards, so that a flood of such
 * records holds its partition back only once. Thread-safe.
 */
public final class Patience {
  private static final Logger log = LoggerFactory.getLogger(Patience.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);

  /**
   * Longest wait for one record on a thread that is a member of a group, well below the host's
   * {@code max.poll.interval.ms} of 10 min; then the record fails its thread, which begins again at
   * this record.
   */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Duration missing;
  private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
  private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private record Wait(String topic, Instant since, String reason) {}

  /**
   * @param missing how long an id may stay unknown to the registry, at most two minutes
   */
  public Patience(Duration missing) {
    this.missing = missing.compareTo(LONGEST) < 0 ? missing : LONGEST;
  }

  /** The same serde, which waits up to two minutes for a registry that does not answer. */
  public <T> Serde<T> within(Serde<T> serde) {
    return patient(serde, LONGEST);
  }

  /**
   * The same serde, which waits for as long as the registry does not answer. For global tables: the
   * thread that reads them is in no group and can't be replaced.
   */
  public <T> Serde<T> endless(Serde<T> serde) {
    return patient(serde, Duration.ofSeconds(Long.MAX_VALUE / 1_000_000_000));
  }

  private <T> Serde<T> patient(Serde<T> serde, Duration longest) {
    Serializer<T> serializer = serde.serializer();
    Deserializer<T> deserializer = serde.deserializer();
    return Serdes.serdeFrom(
        (topic, value) -> attempt(topic, longest, () -> serializer.serialize(topic, value)),
        (topic, bytes) -> attempt(topic, longest, () -> deserializer.deserialize(topic, bytes)));
  }

  private <R> R attempt(String topic, Duration longest, Supplier<R> work) {
    long start = System.nanoTime();
    boolean waited = false;
    try {
      while (true) {
        try {
          return work.get();
        } catch (RegistryUnavailableException e) {
          pause(topic, e, start, longest);
          waited = true;
        } catch (UnknownSchemaException e) {
          var limit = unknown.contains(e.schemaId()) ? Duration.ZERO : missing;
          if (since(start).compareTo(limit) >= 0) {
            unknown.add(e.schemaId());
          }
          pause(topic, e, start, limit);
          waited = true;
        }
      }
    } finally {
      if (waited) {
        waits.remove(Thread.currentThread());
        log.info("event=registry-wait-over topic={} ms={}", topic, since(start).toMillis());
      }
    }
  }

  private void pause(String topic, SerializationException cause, long start, Duration limit) {
    var reason = String.valueOf(cause.getMessage());
    if (ended.getCount() == 0) {
      // Whatever was waited for, it has not been refused: the next owner waits for it again.
      throw new RegistryUnavailableException("the host stops while it waits: " + reason, cause);
    }
    if (since(start).compareTo(limit) >= 0) {
      throw cause;
    }
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    boolean first = waits.putIfAbsent(Thread.currentThread(), new Wait(topic, now, reason)) == null;
    boolean again = since(start).toMillis() % SAY_EVERY.toMillis() < PAUSE.toMillis();
    if (first || again) {
      log.warn("event=registry-awaited topic={} reason={}", topic, reason);
    }
    try {
      // Ends at once when the host does.
      var unused = ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** What stands still because of the registry, in sentences; none: nothing does. */
  public List<String> waits() {
    return waits.values().stream()
        .map(
            wait ->
                "%s waits for the schema registry since %s: %s"
                    .formatted(wait.topic(), wait.since(), wait.reason()))
        .sorted()
        .toList();
  }

  /** Lets all waits fail, now and later: the host stops. */
  public void end() {
    ended.countDown();
  }
}
