package dev.skyvane.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/**
 * Pauses of a JVM for garbage collection.
 *
 * @param count how many collections paused it
 * @param totalNanos all of them together, in ns
 * @param longestNanos the longest, in ns
 */
public record Pauses(long count, long totalNanos, long longestNanos) {
  private static final String COLLECTION = "jdk.GarbageCollection";

  /**
   * Begins to record those of this JVM: the flight recorder has them to the ns, the beans do not.
   */
  static Recording record() {
    var recording = new Recording();
    recording.enable(COLLECTION).withoutThreshold();
    recording.start();
    return recording;
  }

  /** Those of a recording, which ends here. */
  static Pauses of(Recording recording) throws IOException {
    Path file = Files.createTempFile("skyvane-pauses-", ".jfr");
    try (recording) {
      recording.stop();
      recording.dump(file);
      long count = 0;
      long total = 0;
      long longest = 0;
      for (var event : RecordingFile.readAllEvents(file)) {
        count++;
        total += event.getDuration("sumOfPauses").toNanos();
        longest = Math.max(longest, event.getDuration("longestPause").toNanos());
      }
      return new Pauses(count, total, longest);
    } finally {
      Files.delete(file);
    }
  }

  String line() {
    return "count=%d total=%d longest=%d".formatted(count, totalNanos, longestNanos);
  }

  static Pauses of(String line) {
    var values = Counters.values(line);
    return new Pauses(
        values.getOrDefault("count", 0L),
        values.getOrDefault("total", 0L),
        values.getOrDefault("longest", 0L));
  }
}
