package dev.skyvane.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TopicTest {
  /** What routers read from the beginning and services write many times a second. */
  private static final EnumSet<Topic> LIVE =
      EnumSet.of(Topic.LATENCY, Topic.COSTS, Topic.CARBON, Topic.CARBON_LATEST);

  private static final long MOST_SEGMENT_BYTES = 4 * 1024 * 1024;

  @Test
  void whatIsReadAtEveryStartStaysShortHoweverLongItIsWritten() {
    for (var topic : LIVE) {
      var settings = topic.settings();
      assertEquals("compact", settings.get("cleanup.policy"), topic::name);
      assertTrue(
          Long.parseLong(settings.get("segment.bytes")) <= MOST_SEGMENT_BYTES,
          () -> topic + ": the cleaner passes over the newest segment");
      assertTrue(
          Long.parseLong(settings.get("delete.retention.ms")) <= Duration.ofHours(1).toMillis(),
          () -> topic + ": a marker of each transaction is kept so long");
      assertTrue(Double.parseDouble(settings.get("min.cleanable.dirty.ratio")) <= 0.1, topic::name);
    }
  }

  @Test
  void everyCompactedTopicBoundsItsNewestSegment() {
    for (var topic : Topic.values()) {
      assertEquals(topic.compacted(), topic.settings().get("cleanup.policy").contains("compact"));
      assertTrue(!topic.compacted() || topic.settings().containsKey("segment.bytes"), topic::name);
    }
  }
}
