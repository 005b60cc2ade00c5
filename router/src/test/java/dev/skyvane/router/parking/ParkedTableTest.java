package dev.skyvane.router.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParkedTableTest {
  private static final List<String> FUNCTIONS = List.of("resize", "mail", "bill");
  private static final long NEVER = 9_000_000_000L;

  /** The heap against a list, with entries of equal times and removal from any place. */
  @Test
  void theHeapAgreesWithAList() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 200; round++) {
      var heap = new DueHeap();
      var model = new ArrayList<Entry>();
      int times = 1 + random.nextInt(300);
      int growing = 30 + random.nextInt(60);
      for (int step = 0; step < 500; step++) {
        if (model.isEmpty() || random.nextInt(100) < growing) {
          var entry = entry(step, Reason.RETRY, random.nextInt(times), NEVER);
          heap.add(entry);
          model.add(entry);
        } else {
          var entry =
              random.nextBoolean() ? model.get(random.nextInt(model.size())) : present(heap.peek());
          heap.remove(entry);
          assertTrue(model.remove(entry));
        }
        assertNext(model, heap);
      }
      while (heap.peek() instanceof Entry next) {
        assertNext(model, heap);
        heap.remove(next);
        assertTrue(model.remove(next));
      }
      assertEquals(0, heap.size());
      assertEquals(List.of(), model);
    }
  }

  /** The table against a list: what a lane does, in any order. */
  @Test
  void theTableAgreesWithAList() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 300; round++) {
      var table = new ParkedTable();
      var model = new ArrayList<Entry>();
      long now = 0;
      for (int step = 0; step < 400; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> model.add(add(table, random, now));
          case 4 -> removeAny(table, model, random);
          case 5 -> {
            now += random.nextInt(40);
            pollDue(table, model, now);
          }
          case 6 -> pollWaiting(table, model, FUNCTIONS.get(random.nextInt(FUNCTIONS.size())));
          default -> {
            if (random.nextInt(50) == 0) {
              assertEquals(new HashSet<>(model), new HashSet<>(table.clear()));
              model.clear();
            }
          }
        }
        assertSameState(model, table);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"RETRY", "LONG_CALL", "STARTED"})
  void whatIsTimedWakesWhenItIsDueOrItsDeadlinePasses(Reason reason) {
    var table = new ParkedTable();
    var due = table.add(1, state(reason, "resize", 100, 300));
    var expired = table.add(2, state(reason, "resize", 900, 200));
    assertEquals(OptionalLong.of(100), table.nextWake());
    assertNull(table.pollDue(99), "a millisecond early");
    assertSame(due, table.pollDue(100));
    assertEquals(OptionalLong.of(200), table.nextWake());
    assertNull(table.pollDue(199), "a millisecond early");
    assertSame(expired, table.pollDue(200));
    assertFalse(table.waits("resize"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"PAUSED", "WAITING_FOR_CAPACITY", "ORDERED"})
  void whatWaitsForOthersWakesAtItsDeadline(Reason reason) {
    var table = new ParkedTable();
    var entry = table.add(1, state(reason, "resize", 100, 300));
    assertEquals(OptionalLong.of(300), table.nextWake());
    assertNull(table.pollDue(299));
    assertEquals(reason != Reason.ORDERED, table.waits("resize"));
    assertSame(entry, table.pollDue(300));
    assertEquals(0, table.size());
    assertNull(table.pollWaiting("resize"), "its deadline took it out");
    assertFalse(table.waits("resize"));
  }

  /** The offsets decide, not the times or the order in which they were parked. */
  @Test
  void aFunctionsFirstInIsItsFirstOut() {
    var table = new ParkedTable();
    var third = table.add(30, state(Reason.PAUSED, "mail", 1, 10));
    var first = table.add(10, state(Reason.WAITING_FOR_CAPACITY, "mail", 3, 30));
    var other = table.add(5, state(Reason.PAUSED, "bill", 2, 20));
    var second = table.add(20, state(Reason.PAUSED, "mail", 2, 20));
    table.add(1, state(Reason.RETRY, "mail", 1, 10));
    assertEquals(Set.of("mail", "bill"), table.functionsWaiting());
    assertSame(first, table.pollWaiting("mail"));
    assertSame(second, table.pollWaiting("mail"));
    assertSame(third, table.pollWaiting("mail"));
    assertEquals(Set.of("bill"), table.functionsWaiting());
    assertNull(table.pollWaiting("mail"), "a retry does not wait for its function's turn");
    assertSame(other, table.pollWaiting("bill"));
    assertNull(table.pollWaiting("never parked"));
    assertEquals(1, table.size());
  }

  @Test
  void anEntryIsTakenOutOnce() {
    var table = new ParkedTable();
    var entry = table.add(1, state(Reason.PAUSED, "mail", 1, 10));
    assertTrue(table.remove(entry));
    assertFalse(table.remove(entry));
    assertEquals(0, table.size());
    assertEquals(OptionalLong.empty(), table.nextWake());
    assertNull(table.pollDue(Long.MAX_VALUE));
    assertNull(table.pollWaiting("mail"));
  }

  @Test
  void aClearedTableIsAsNew() {
    var table = new ParkedTable();
    var old = table.add(1, state(Reason.PAUSED, "mail", 1, 10));
    assertEquals(List.of(old), table.clear());
    assertEquals(List.of(), table.clear());
    assertFalse(table.remove(old));
    assertFalse(table.waits("mail"));
    var fresh = table.add(2, state(Reason.PAUSED, "mail", 1, 20));
    assertEquals(1, table.size());
    assertSame(fresh, table.pollWaiting("mail"));
  }

  @Test
  void anEntryGivesBackItsState() {
    var plain = state(Reason.RETRY, "mail", 1, 10);
    var cost = new Spent(new BigDecimal("0.0000012"), Double.NaN, 0.5);
    var full =
        new Parked(
            Reason.LONG_CALL, 1, 2, 3, 4, 5, 6, "mail", 0L, List.of("a", "b"), List.of("a"), cost);
    var unknown =
        new Parked(
            Reason.RETRY,
            1,
            2,
            3,
            4,
            5,
            0,
            "mail",
            null,
            List.of(),
            List.of(),
            new Spent(null, Double.NaN, Double.NaN));
    var table = new ParkedTable();
    for (var parked : List.of(plain, full, unknown)) {
      var entry = table.add(7, parked);
      assertEquals(parked, entry.parked());
      assertEquals(7, entry.offset());
    }
  }

  @Test
  void aHundredThousandWakeInOrder() {
    var random = Seed.fresh().generator();
    var table = new ParkedTable();
    var expected = new ArrayList<Long>();
    for (int offset = 0; offset < 100_000; offset++) {
      long due = random.nextInt(1_000_000);
      long deadline = random.nextInt(1_000_000);
      var reason = Reason.values()[random.nextInt(Reason.values().length)];
      table.add(offset, state(reason, "function " + offset % 100, due, deadline));
      expected.add(wakeAt(reason, due, deadline));
    }
    assertEquals(100_000, table.size());
    expected.sort(null);
    for (int i = 0; i < expected.size(); i++) {
      long wake = expected.get(i);
      assertEquals(OptionalLong.of(wake), table.nextWake());
      assertNull(table.pollDue(wake - 1));
      var entry = present(table.pollDue(wake));
      assertEquals(wake, entry.wakeAt());
      assertEquals(expected.size() - i - 1, table.size());
    }
  }

  private static Entry add(ParkedTable table, RandomGenerator random, long now) {
    var reason = Reason.values()[random.nextInt(Reason.values().length)];
    var function = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
    long due = now + random.nextInt(100);
    long deadline = now + random.nextInt(300);
    long offset = random.nextLong(NEVER);
    var entry = table.add(offset, state(reason, function, due, deadline));
    assertEquals(wakeAt(reason, due, deadline), entry.wakeAt());
    return entry;
  }

  private static void removeAny(ParkedTable table, List<Entry> model, RandomGenerator random) {
    if (!model.isEmpty()) {
      var entry = model.remove(random.nextInt(model.size()));
      assertTrue(table.remove(entry));
      assertFalse(table.remove(entry));
    }
  }

  private static void pollDue(ParkedTable table, List<Entry> model, long now) {
    long last = Long.MIN_VALUE;
    while (table.pollDue(now) instanceof Entry entry) {
      assertTrue(model.remove(entry));
      assertTrue(entry.wakeAt() <= now && entry.wakeAt() >= last);
      last = entry.wakeAt();
    }
    assertTrue(model.stream().allMatch(entry -> entry.wakeAt() > now));
  }

  private static void pollWaiting(ParkedTable table, List<Entry> model, String function) {
    var expected =
        model.stream()
            .filter(entry -> entry.function().equals(function) && waits(entry))
            .min(Comparator.comparingLong(Entry::offset))
            .orElse(null);
    assertSame(expected, table.pollWaiting(function));
    if (expected != null) {
      model.remove(expected);
    }
  }

  @Test
  void whoWaitsForARetryGoesOnByTheEndOfItsBackoff() {
    var table = new ParkedTable();
    var late = table.add(1, state(Reason.WAITING_TO_RETRY, "mail", 300, 1_000));
    var early = table.add(2, state(Reason.WAITING_TO_RETRY, "mail", 100, 1_000));
    table.add(3, state(Reason.WAITING_TO_RETRY, "mail", 50, 60));
    assertEquals(Set.of("mail"), table.functionsRetrying());
    assertFalse(table.waits("mail"), "newcomers of the function need not wait behind it");
    assertEquals(60, present(table.pollDue(60)).wakeAt(), "its deadline takes it out");
    assertFalse(table.waitsToRetry("mail", 99));
    assertTrue(table.waitsToRetry("mail", 100));
    assertSame(early, table.pollRetrying("mail"));
    assertFalse(table.waitsToRetry("mail", 299));
    assertSame(late, table.pollRetrying("mail"));
    assertEquals(Set.of(), table.functionsRetrying());
    assertEquals(0, table.size());
  }

  private static void assertSameState(List<Entry> model, ParkedTable table) {
    assertEquals(model.size(), table.size());
    assertEquals(model.stream().mapToLong(Entry::wakeAt).min(), table.nextWake());
    for (var entry : model) {
      // What is gone may still be listed, never the other way round.
      assertTrue(!waits(entry) || table.waits(entry.function()));
      assertTrue(!waits(entry) || table.functionsWaiting().contains(entry.function()));
    }
  }

  private static void assertNext(List<Entry> model, DueHeap heap) {
    assertEquals(model.size(), heap.size());
    var next = heap.peek();
    if (model.isEmpty()) {
      assertNull(next);
    } else {
      assertTrue(model.contains(next));
      assertEquals(
          model.stream().mapToLong(Entry::wakeAt).min(), OptionalLong.of(present(next).wakeAt()));
    }
  }

  private static Entry present(@Nullable Entry entry) {
    return Objects.requireNonNull(entry, "nothing next");
  }

  private static boolean waits(Entry entry) {
    return entry.reason() == Reason.PAUSED || entry.reason() == Reason.WAITING_FOR_CAPACITY;
  }

  private static long wakeAt(Reason reason, long due, long deadline) {
    return switch (reason) {
      case RETRY, LONG_CALL, STARTED -> Math.min(due, deadline);
      case PAUSED, WAITING_FOR_CAPACITY, WAITING_TO_RETRY, ORDERED -> deadline;
    };
  }

  private static Entry entry(long offset, Reason reason, long due, long deadline) {
    return new Entry(offset, state(reason, "mail", due, deadline), "mail", null);
  }

  private static Parked state(Reason reason, String function, long due, long deadline) {
    return new Parked(
        reason, due, deadline, 1, 1, 0, 0, function, null, List.of(), List.of(), Spent.NOTHING);
  }
}
