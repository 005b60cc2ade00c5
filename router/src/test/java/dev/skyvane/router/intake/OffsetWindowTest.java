package dev.skyvane.router.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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
}
