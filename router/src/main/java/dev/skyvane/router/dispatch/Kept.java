package dev.skyvane.router.dispatch;

import dev.skyvane.schemas.record.AttemptRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation keeps in memory while it is parked, beside its state: its place among those of
 * its ordering key, and the attempts that a dead letter would list. Lost with its router.
 *
 * @param ticket for its ordering key, or null where it asks for no order
 * @param attempts so far
 */
public record Kept(KeyLanes.@Nullable Ticket ticket, List<AttemptRecord> attempts) {
  /** Nothing is kept. */
  public static final Kept NOTHING = new Kept(null, List.of());
}
