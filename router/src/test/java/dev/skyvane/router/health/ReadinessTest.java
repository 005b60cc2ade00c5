package dev.skyvane.router.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final Readiness readiness = new Readiness();

  @Test
  void waitsForEachCondition() {
    var tables = new CompletableFuture<Void>();
    var partitions = new CompletableFuture<Void>();
    readiness.require("no tables yet", tables);
    readiness.require("no partitions yet", partitions);
    assertEquals(List.of("no tables yet", "no partitions yet"), readiness.report().reasons());
    tables.complete(null);
    assertEquals(List.of("no partitions yet"), readiness.report().reasons());
    assertFalse(readiness.report().ready());
    partitions.complete(null);
    assertTrue(readiness.report().ready());
  }

  @Test
  void saysWhyAConditionIsNeverMet() {
    var tables = new CompletableFuture<Void>();
    readiness.require("no tables yet", tables);
    tables.completeExceptionally(new IllegalStateException("no such topic"));
    var reason = readiness.report().reasons().getFirst();
    assertTrue(reason.contains("no tables yet, and won't be"), reason);
    assertTrue(reason.contains("no such topic"), reason);
  }

  @Test
  void anythingThatHindersAtTheMomentIsAReason() {
    var hindrances = new java.util.ArrayList<String>();
    readiness.hindranceFrom(() -> hindrances);
    assertTrue(readiness.report().ready());
    hindrances.add("stalled");
    assertFalse(readiness.report().ready());
    hindrances.clear();
    assertTrue(readiness.report().ready());
  }

  @Test
  void whatIsOnlyWorthSayingIsNoReason() {
    readiness.noticeFrom(() -> List.of("a function is slow"));
    assertTrue(readiness.report().ready());
    assertEquals(List.of("a function is slow"), readiness.report().notices());
  }

  @Test
  void aLongListIsCut() {
    readiness.hindranceFrom(() -> IntStream.range(0, 1_000).mapToObj(i -> "topic " + i).toList());
    var reasons = readiness.report().reasons();
    assertEquals(51, reasons.size());
    assertEquals("and 950 more", reasons.getLast());
  }
}
