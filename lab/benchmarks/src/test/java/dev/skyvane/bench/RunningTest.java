package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningTest {
  private final List<String> ended = new ArrayList<>();

  @Test
  void theLastStartedEndsFirstAndEachOnce() throws Exception {
    try (var running = new Running()) {
      running.own(() -> ended.add("cluster"));
      AutoCloseable site = running.own(() -> ended.add("site"));
      running.own(() -> ended.add("other site"));
      running.end(site);
      running.end(site);
    }
    assertEquals(List.of("site", "other site", "cluster"), ended);
  }

  @Test
  void aPartThatFailsToEndDoesNotKeepTheOthers() {
    try (var running = new Running()) {
      running.own(() -> ended.add("cluster"));
      running.own(
          () -> {
            throw new IllegalStateException("on purpose");
          });
    }
    assertEquals(List.of("cluster"), ended);
  }
}
