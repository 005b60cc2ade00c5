package dev.skyvane.standalone.deadletter;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.schemas.record.DeadLetter;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter in short.
 *
 * @param place where it stands itself
 * @param id of the invocation
 * @param coordinate of the source record, as text
 * @param function name of the function, where it could be read
 * @param tenant where there is one
 * @param reason code
 * @param message in words
 * @param appendedAt append time of the source record
 * @param deadAt when it was given up
 * @param attempts how many were made
 * @param reduced whether the value was cut
 */
public record Entry(
    Coordinate place,
    String id,
    String coordinate,
    @Nullable String function,
    @Nullable String tenant,
    String reason,
    String message,
    Instant appendedAt,
    Instant deadAt,
    int attempts,
    boolean reduced) {

  /** The first given up first. */
  public static final Comparator<Entry> BY_DEATH =
      Comparator.comparing(Entry::deadAt)
          .thenComparing(entry -> entry.place().partition())
          .thenComparing(entry -> entry.place().offset());

  /** The first published first, so that what was ordered stays so. */
  public static final Comparator<Entry> BY_APPEND =
      Comparator.comparing(Entry::appendedAt)
          .thenComparing(entry -> Places.parse(entry.coordinate()).offset())
          .thenComparing(BY_DEATH);

  static Entry of(Coordinate place, DeadLetter letter) {
    return new Entry(
        place,
        letter.getInvocationId(),
        letter.getCoordinate(),
        letter.getFunction(),
        letter.getTenant(),
        letter.getReason(),
        letter.getMessage(),
        letter.getAppendedAt(),
        letter.getDeadAt(),
        letter.getAttempts().size() + letter.getAttemptsOmitted(),
        letter.getReduced());
  }

  /** What makes two dead letters one invocation: ids count within tenant and function. */
  public Invoked invoked() {
    return new Invoked(id, function, tenant);
  }

  /** An invocation's identity. */
  public record Invoked(String id, @Nullable String function, @Nullable String tenant) {}

  /** Whether this is its id, or its source record's coordinate. */
  public boolean isNamed(String name) {
    return name.equals(id) || name.equals(coordinate);
  }
}
