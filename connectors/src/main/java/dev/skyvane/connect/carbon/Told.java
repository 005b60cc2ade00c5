package dev.skyvane.connect.carbon;

import dev.skyvane.schemas.record.CarbonReading;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest reading of a zone that was told, as it stands in Connect's source offsets.
 *
 * @param validFrom begin of its time
 * @param content what it said, so that a correction of the same time is told, and nothing twice;
 *     the share of fossil fuels does not count, which may be asked for later or not at all
 */
record Told(Instant validFrom, String content) {
  private static final String VALID_FROM = "validFrom";
  private static final String CONTENT = "content";

  static Told of(CarbonReading reading) {
    return new Told(
        reading.getValidFrom(),
        "%s %s %s %s"
            .formatted(
                reading.getKind(),
                reading.getGramsPerKwh(),
                reading.getLifecycle() ? "lifecycle" : "direct",
                reading.getSource()));
  }

  /** From a source offset; null where there is none, or one that nobody here wrote. */
  static @Nullable Told of(@Nullable Map<String, ?> offset) {
    return offset != null
            && offset.get(VALID_FROM) instanceof Number from
            && offset.get(CONTENT) instanceof String content
        ? new Told(Instant.ofEpochMilli(from.longValue()), content)
        : null;
  }

  /** As a source offset. */
  Map<String, ?> offset() {
    return Map.of(VALID_FROM, validFrom.toEpochMilli(), CONTENT, content);
  }

  /** Whether another adds something to it. */
  boolean isNews(Told other) {
    return other.validFrom.isAfter(validFrom)
        || (other.validFrom.equals(validFrom) && !other.content.equals(content));
  }
}
