package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoopTest {
  private final Vertx real = Vertx.vertx();
  private final AtomicInteger armed = new AtomicInteger();
  private final AtomicInteger disarmed = new AtomicInteger();
  private final Loop loop = Loop.several(counting(), 1).getFirst();

  /** Vert.x, with its timers counted. */
  private Vertx counting() {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (_, method, arguments) -> {
              if (method.getName().equals("setTimer")) {
                armed.incrementAndGet();
              } else if (method.getName().equals("cancelTimer")) {
                disarmed.incrementAndGet();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() {
    real.close().await();
  }

  private void on(Runnable action) {
    var done = new CompletableFuture<Void>();
    loop.execute(
        () -> {
          try {
            action.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void actionsRunOnTheLoopsThreadAndAtOnceWhenThere() {
    var inside = new ArrayList<String>();
    on(
        () -> {
          var thread = Thread.currentThread();
          loop.execute(
              () -> {
                assertSame(thread, Thread.currentThread());
                inside.add("inner");
              });
          inside.add("outer");
        });
    assertEquals(List.of("inner", "outer"), inside);
  }

  @Test
  void loopsHaveThreadsOfTheirOwn() {
    var threads = new ArrayList<Thread>();
    for (var other : Loop.several(real, 2)) {
      var name = new CompletableFuture<Thread>();
      other.execute(() -> name.complete(Thread.currentThread()));
      threads.add(name.orTimeout(10, TimeUnit.SECONDS).join());
    }
    assertEquals(2, threads.stream().distinct().count());
  }

  @Test
  void timersFireInOrderOfTimeAndOfSettingAndNeverEarly() throws InterruptedException {
    var random = Seed.fresh().generator();
    int count = 1_000;
    // Its due time lies between what the clock said before it was set and after.
    var earliest = new long[count];
    var latest = new long[count];
    var fired = new ArrayList<Integer>();
    var late = new ArrayList<Long>();
    var all = new CountDownLatch(count);
    on(
        () -> {
          for (int i = 0; i < count; i++) {
            int number = i;
            long nanos = random.nextInt(120) * 1_000_000L;
            earliest[i] = System.nanoTime() + nanos;
            loop.after(
                nanos / 1_000_000,
                () -> {
                  late.add(System.nanoTime() - earliest[number]);
                  fired.add(number);
                  all.countDown();
                });
            latest[i] = System.nanoTime() + nanos;
          }
        });
    assertTrue(all.await(20, TimeUnit.SECONDS));
    on(
        () -> {
          for (int i = 1; i < count; i++) {
            assertTrue(earliest[fired.get(i - 1)] <= latest[fired.get(i)], "order at " + i);
          }
          late.sort(null);
          assertTrue(late.getFirst() >= 0, "early");
          assertTrue(late.get(count / 2) < 1_000_000_000, "half of them are late by a second");
        });
    // Once per millisecond at most, and once for each that came before the earliest so far.
    assertTrue(armed.get() - disarmed.get() <= 200, armed + " timers of Vert.x were to fire");
  }

  @Test
  void equalTimesFireInTheOrderTheyWereSet() throws InterruptedException {
    var fired = new ArrayList<Integer>();
    var all = new CountDownLatch(50);
    on(
        () -> {
          for (int i = 0; i < 50; i++) {
            int number = i;
            loop.after(
                0,
                () -> {
                  fired.add(number);
                  all.countDown();
                });
          }
        });
    assertTrue(all.await(10, TimeUnit.SECONDS));
    on(() -> assertEquals(fired.stream().sorted().toList(), fired));
  }

  @Test
  void manyTimersAreOneOfVertx() {
    on(
        () -> {
          for (int i = 0; i < 1_000; i++) {
            loop.after(60_000 + i, () -> {});
          }
        });
    assertEquals(1, armed.get());
    on(() -> loop.after(30_000, () -> {}));
    assertEquals(2, armed.get(), "an earlier one is armed anew");
    assertEquals(1, disarmed.get(), "in place of the later");
  }

  @Test
  void whatIsCancelledDoesNotRun() throws InterruptedException {
    var wrong = new AtomicInteger();
    var last = new CountDownLatch(1);
    on(
        () -> {
          var timer = loop.after(1, wrong::incrementAndGet);
          timer.cancel();
          timer.cancel();
          loop.after(2, last::countDown);
        });
    assertTrue(last.await(10, TimeUnit.SECONDS));
    assertEquals(0, wrong.get());
  }

  @Test
  void anActionThatThrowsStopsNoOther() throws InterruptedException {
    var other = new CountDownLatch(2);
    on(
        () -> {
          loop.after(
              1,
              () -> {
                throw new IllegalStateException("thrown by a test");
              });
          loop.after(1, other::countDown);
          loop.after(5, other::countDown);
        });
    assertTrue(other.await(10, TimeUnit.SECONDS));
  }

  @Test
  void aTimerMaySetAnother() throws InterruptedException {
    var left = new CountDownLatch(20);
    on(() -> loop.after(0, () -> again(left)));
    assertTrue(left.await(10, TimeUnit.SECONDS));
  }

  private void again(CountDownLatch left) {
    left.countDown();
    if (left.getCount() > 0) {
      loop.after(0, () -> again(left));
    }
  }
}
