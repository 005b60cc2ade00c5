package dev.skyvane.router.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingCallsTest {
  private static final int MOST = 50;

  @Test
  void aCallBeyondTheBoundDoesNotWait() {
    var pending = new PendingCalls(2);
    assertTrue(pending.begin("a", _ -> {}));
    assertTrue(pending.begin("b", _ -> {}));
    assertFalse(
        pending.begin(
            "c",
            _ -> {
              throw new AssertionError("c does not wait");
            }));
    assertFalse(pending.end("c", new End.TimedOut()));
    assertTrue(pending.end("a", new End.TimedOut()));
    assertTrue(pending.begin("c", _ -> {}));
    assertEquals(2, pending.size());
  }

  @Test
  void twoCallsMustNotShareACorrelationId() {
    var pending = new PendingCalls(2);
    pending.begin("a", _ -> {});
    assertThrows(IllegalArgumentException.class, () -> pending.begin("a", _ -> {}));
    assertEquals(1, pending.size());
  }

  @Test
  void eachCallEndsExactlyOnceWhoeverEndsIt() throws Exception {
    var seed = Seed.fresh();
    var pending = new PendingCalls(MOST);
    int threads = 4;
    int calls = 20_000;
    var ends = new ConcurrentHashMap<String, AtomicInteger>();
    var begun = new AtomicInteger();
    var over = new AtomicInteger();
    var together = new CyclicBarrier(threads);
    try (var executor = Executors.newFixedThreadPool(threads)) {
      var results = new ArrayList<Future<?>>();
      for (int i = 0; i < threads; i++) {
        var random = new Seed(seed.value() + i).generator();
        results.add(
            executor.submit(
                () -> {
                  together.await();
                  for (int n = 0; n < calls; n++) {
                    // Few ids, so that the threads meet.
                    var id = "call-" + random.nextInt(2 * MOST);
                    if (random.nextInt(100) == 0) {
                      pending.endAll(new End.Stopping());
                    } else if (random.nextBoolean()) {
                      pending.end(
                          id, random.nextBoolean() ? new End.TimedOut() : new End.Durable());
                    } else {
                      var count = new AtomicInteger();
                      var key = id + "#" + Thread.currentThread().threadId() + "#" + n;
                      ends.put(key, count);
                      try {
                        if (pending.begin(id, _ -> count.incrementAndGet())) {
                          begun.incrementAndGet();
                        } else {
                          ends.remove(key);
                        }
                      } catch (IllegalArgumentException taken) {
                        ends.remove(key);
                      }
                    }
                    if (pending.size() > MOST + threads) {
                      over.incrementAndGet();
                    }
                  }
                  return null;
                }));
      }
      for (var result : results) {
        result.get();
      }
    }
    pending.endAll(new End.Stopping());
    assertEquals(0, pending.size());
    assertEquals(0, over.get());
    assertTrue(begun.get() > calls / 10, begun + " calls were too few to show anything");
    assertEquals(begun.get(), ends.size());
    ends.forEach((key, count) -> assertEquals(1, count.get(), key));
  }
}
