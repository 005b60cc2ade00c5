package dev.skyvane.connect.carbon.source;

import dev.skyvane.schemas.record.CarbonReading;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a source says when it is asked for a zone. */
public sealed interface Answer {

  /**
   * What it knows of the zone, the oldest first; what was said before may be said again.
   *
   * @param all at least one
   */
  record Readings(List<CarbonReading> all) implements Answer {
    public Readings {
      all = List.copyOf(all);
    }
  }

  /** The source is well, and has nothing to say of the zone at this time. */
  record NoData(String reason) implements Answer {}

  /**
   * Asked too often.
   *
   * @param retryAfter how long it wants to be left alone; null: it does not say
   */
  record Throttled(String reason, @Nullable Duration retryAfter) implements Answer {}

  /** It does not answer, or not with sense: worth another try. */
  record Unavailable(String reason) implements Answer {}

  /** It refuses, for want of a key, of rights or of the zone: somebody has to see to it. */
  record Refused(String reason) implements Answer {}
}
