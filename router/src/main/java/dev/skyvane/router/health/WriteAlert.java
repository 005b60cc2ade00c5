package dev.skyvane.router.health;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Finds topics to which nothing could be written for a while. It is told per topic, so that replies
 * that get through do not hide dead letters that don't. Thread-safe, never blocks.
 */
public final class WriteAlert {
  private static final Duration LATE = Duration.ofSeconds(10);
  private static final String UNANSWERED = "Kafka has not acknowledged what was sent";

  private final LongSupplier nanoClock;
  private final ConcurrentHashMap<String, Wait> waits = new ConcurrentHashMap<>();

  private record Wait(long sinceNanos, String reason) {}

  /**
   * An alert that knows of no delay.
   *
   * @param nanoClock monotonic, in ns
   */
  public WriteAlert(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * A record goes to the producer. Without it a write that never ends is noticed only as it fails.
   */
  public void handed(String topic) {
    if (!waits.containsKey(topic)) {
      waits.putIfAbsent(topic, new Wait(nanoClock.getAsLong(), UNANSWERED));
    }
  }

  /** A record could not be written, and will be again. */
  public void delayed(String topic, String reason) {
    waits.merge(
        topic,
        new Wait(nanoClock.getAsLong(), reason),
        (before, fresh) -> new Wait(before.sinceNanos(), fresh.reason()));
  }

  /** Kafka has acknowledged a record. */
  public void written(String topic) {
    waits.remove(topic);
  }

  /** A record won't be written there any more: it is another topic's, or nobody's. */
  public void givenUp(String topic) {
    waits.remove(topic);
  }

  /** The topics to which nothing could be written for more than ten seconds, and why, in words. */
  public List<String> late() {
    long now = nanoClock.getAsLong();
    return new TreeMap<>(waits)
        .entrySet().stream()
            .filter(each -> now - each.getValue().sinceNanos() > LATE.toNanos())
            .map(
                each ->
                    "nothing could be written to topic %s for %d s: %s"
                        .formatted(
                            each.getKey(),
                            (now - each.getValue().sinceNanos()) / 1_000_000_000,
                            each.getValue().reason()))
            .toList();
  }
}
