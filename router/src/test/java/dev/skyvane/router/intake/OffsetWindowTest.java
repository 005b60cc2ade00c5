package dev.skyvane.router.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class OffsetWindowTest {

  @Test
  void anEmptyWindowCommitsWhereReadingStarts() {
    var window = new OffsetWindow(42);
    assertEquals(42, window.committable());
    assertEquals(0, window.size());
    assertFalse(window.complete(41));
  }

  @Test
  void progressStopsAtTheOldestUnfinished() {
    var window = new OffsetWindow(0);
    for (long offset : new long[] {3, 7, 8}) {
      window.add(offset);
    }
    assertTrue(window.complete(8));
    assertTrue(window.complete(7));
    assertEquals(3, window.committable());
    assertEquals(3, window.size(), "a gap of finished ones counts until the oldest is done");
    assertTrue(window.complete(3));
    assertEquals(9, window.committable());
    assertEquals(0, window.size());
  }

  @Test
  void anOffsetIsCompletedOnce() {
    var window = new OffsetWindow(0);
    window.add(0);
    window.add(1);
    assertTrue(window.complete(1));
    assertFalse(window.complete(1), "it is done already");
    assertFalse(window.complete(5), "it was never fetched");
    assertTrue(window.complete(0));
    assertFalse(window.complete(0), "it has left the window");
  }

  /** Against a map from offset to done, over growth, wrap, gaps and every order of completion. */
  @Test
  void behavesAsTheModel() {
    var random = new Random(Seed.fresh().value());
    for (int round = 0; round < 300; round++) {
      long next = random.nextInt(1000);
      var window = new OffsetWindow(next);
      long expectedNext = next;
      var model = new TreeMap<Long, Boolean>();
      List<Long> open = new ArrayList<>();
      int most = 1 + random.nextInt(400);
      for (int step = 0; step < 600; step++) {
        if (model.size() < most && (open.isEmpty() || random.nextInt(100) < 55)) {
          next += random.nextInt(10) == 0 ? random.nextInt(1_000_000) : 0;
          window.add(next);
          model.put(next, false);
          open.add(next);
          next++;
          expectedNext = next;
        } else if (random.nextInt(10) == 0) {
          long any = next - random.nextInt(500);
          boolean outstanding = Boolean.FALSE.equals(model.get(any));
          assertEquals(outstanding, window.complete(any));
          if (outstanding) {
            open.remove(any);
            model.put(any, true);
          }
        } else if (!open.isEmpty()) {
          Collections.swap(open, random.nextInt(open.size()), open.size() - 1);
          long done = open.removeLast();
          assertTrue(window.complete(done));
          model.put(done, true);
        }
        while (!model.isEmpty() && model.firstEntry().getValue()) {
          model.pollFirstEntry();
        }
        assertEquals(model.size(), window.size());
        assertEquals(model.isEmpty() ? expectedNext : model.firstKey(), window.committable());
      }
    }
  }

  /** What would be done, what nobody has begun, and who holds back, against a map as above. */
  @Test
  void tellsOfItsProgressAsTheModel() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 1_000; round++) {
      long next = random.nextLong(5_000_000_000L);
      var window = new OffsetWindow(next);
      var twin = new OffsetWindow(next);
      var model = new TreeMap<Long, Boolean>();
      int records = random.nextInt(200);
      int most = 1 + random.nextInt(100);
      for (int i = 0; i < records; i++) {
        next += random.nextInt(10) == 0 ? random.nextInt(1_000) : 0;
        window.add(next);
        twin.add(next);
        model.put(next++, false);
        while (model.size() > most || random.nextInt(3) == 0) {
          complete(any(model, random), model, window, twin);
        }
      }
      agrees(window.progress(), model, next, next);
      agrees(window.lastProgress(), model, next, 0);
      int size = model.size();
      assertEquals(size, window.size());
      assertEquals(
          model.values().stream().filter(done -> done).count(), window.heldBack(), "held back");
      int place = 0;
      for (long offset : model.keySet()) {
        for (int count : new int[] {0, random.nextInt(size), size / 2, size - 1}) {
          assertEquals(place < count, window.amongOldest(offset, count), place + " of " + count);
        }
        place++;
      }

      var before = window.progress();
      var asked = new long[random.nextInt(50)];
      for (int i = 0; i < asked.length; i++) {
        // Some twice, some done already, some never fetched.
        asked[i] = random.nextInt(5) == 0 ? next - random.nextInt(300) : any(model, random);
      }
      var with = window.progressWith(asked);
      assertSame(before, window.progress());
      assertEquals(model.isEmpty() ? next : model.firstKey(), window.committable());
      assertEquals(size, window.size());
      for (long offset : asked) {
        complete(offset, model, twin);
      }
      assertSame(twin.progress(), with);
      agrees(with, model, next, next);
      for (long offset : asked) {
        window.complete(offset);
      }
      assertSame(with, window.progress());
      assertEquals(twin.heldBack(), window.heldBack());
    }
  }

  /** An offset of the model, or one that was never fetched. */
  private static long any(TreeMap<Long, Boolean> model, RandomGenerator random) {
    return model.isEmpty()
        ? 0
        : List.copyOf(model.keySet()).get(random.nextInt(Math.max(1, model.size())));
  }

  private static void complete(long offset, TreeMap<Long, Boolean> model, OffsetWindow... windows) {
    model.computeIfPresent(offset, (_, _) -> true);
    while (!model.isEmpty() && model.firstEntry().getValue()) {
      model.pollFirstEntry();
    }
    for (var window : windows) {
      window.complete(offset);
    }
  }

  /** Below {@code begunBefore} what is not done is suspect. */
  private static void agrees(
      Progress progress, TreeMap<Long, Boolean> model, long next, long begunBefore) {
    assertEquals(model.isEmpty() ? next : model.firstKey(), progress.committed());
    assertEquals(Math.max(progress.committed(), begunBefore), progress.fetchedEnd());
    model.forEach(
        (offset, done) -> {
          assertEquals(done, progress.done(offset), () -> "done " + offset);
          assertEquals(
              !done && offset < begunBefore, progress.suspect(offset), () -> "suspect " + offset);
        });
  }

  private static void assertSame(Progress expected, Progress progress) {
    assertEquals(expected.committed(), progress.committed());
    assertEquals(expected.fetchedEnd(), progress.fetchedEnd());
    assertArrayEquals(expected.starts(), progress.starts());
    assertArrayEquals(expected.ends(), progress.ends());
  }
}
