package dev.skyvane.standalone.deadletter;

import dev.skyvane.schemas.record.DeadLetter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant.
 *
 * @param function only of this function, or null
 * @param reason only with this code, or null
 * @param since only given up at this time or later, or null
 */
public record Filter(@Nullable String function, @Nullable String reason, @Nullable Instant since) {
  /** All of them. */
  public static final Filter ALL = new Filter(null, null, null);

  boolean admits(DeadLetter letter) {
    return (function == null || function.equals(letter.getFunction()))
        && (reason == null || reason.equals(letter.getReason()))
        && (since == null || !letter.getDeadAt().isBefore(since));
  }
}
