package dev.skyvane.testkit.load;

import dev.skyvane.testkit.guarantee.Guarantee;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;

/**
 * Publishes drafts at a steady rate, open loop: what the system under test does makes no
 * difference. Thread-safe.
 */
public final class Load implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final Guarantee watcher;
  private final Thread thread;
  private volatile int quota;
  private volatile boolean held;
  private volatile boolean closing;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Load(
      Producer<byte[], byte[]> producer,
      IntFunction<Draft> drafts,
      double perSecond,
      int quota,
      Guarantee watcher) {
    this.producer = producer;
    this.watcher = watcher;
    this.quota = quota;
    this.thread = Thread.ofPlatform().daemon().name("load").start(() -> publish(drafts, perSecond));
  }

  /**
   * Starts to publish.
   *
   * @param producer idempotent, so that the order within a key is the order of publication; not
   *     closed
   * @param drafts by number from 0, asked for in order on the load's thread
   * @param perSecond at which rate
   * @param watcher told of each, thread-safe
   */
  public static Load start(
      Producer<byte[], byte[]> producer,
      IntFunction<Draft> drafts,
      double perSecond,
      Guarantee watcher) {
    return start(producer, drafts, perSecond, Integer.MAX_VALUE, watcher);
  }

  /**
   * Starts to publish, and waits when so many are published until more are allowed.
   *
   * @param quota how many are allowed at first
   */
  public static Load start(
      Producer<byte[], byte[]> producer,
      IntFunction<Draft> drafts,
      double perSecond,
      int quota,
      Guarantee watcher) {
    return new Load(producer, drafts, perSecond, quota, watcher);
  }

  /** So many may be published in all. */
  public void allow(int number) {
    quota = number;
    LockSupport.unpark(thread);
  }

  /** Publishes nothing until {@link #goOn}; what is not published meanwhile is not made up for. */
  public void hold() {
    held = true;
  }

  /** Publishes again. */
  public void goOn() {
    held = false;
    LockSupport.unpark(thread);
  }

  /** How many have been handed to the producer. */
  public int sent() {
    return sent.get();
  }

  /** Blocks until so many have been handed to the producer. */
  public void awaitSent(int number, Duration limit) {
    await(() -> sent.get() >= number, limit);
  }

  /** Publishes nothing more, and blocks until Kafka has acknowledged all that was published. */
  public void finish(Duration limit) {
    close();
    await(() -> acknowledged.get() >= sent.get(), limit);
  }

  private void await(BooleanSupplier condition, Duration limit) {
    Awaitility.await()
        .atMost(limit)
        .until(
            () -> {
              throwIfFailed();
              return condition.getAsBoolean();
            });
  }

  private void publish(IntFunction<Draft> drafts, double perSecond) {
    long start = System.nanoTime();
    try {
      for (int i = 0; !closing; i++) {
        // What was not allowed is not made up for.
        start += awaitAllowed(i);
        long due = start + (long) (i / perSecond * 1e9);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          if (closing) {
            return;
          }
          LockSupport.parkNanos(left);
        }
        if (!closing) {
          send(drafts.apply(i));
          sent.incrementAndGet();
        }
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Waits until a number is allowed, or nothing is published any more; says how long, in ns. */
  private long awaitAllowed(int number) {
    if (number < quota && !held) {
      return 0;
    }
    long from = System.nanoTime();
    while ((number >= quota || held) && !closing) {
      LockSupport.park();
    }
    return System.nanoTime() - from;
  }

  private void send(Draft draft) {
    if (draft.named()) {
      watcher.onPublished(draft.published());
    }
    producer.send(
        draft.record(),
        (written, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, problem);
            return;
          }
          if (draft.named()) {
            watcher.onAccepted(draft.published().id(), System.nanoTime());
          } else {
            var coordinate = written.topic() + "-" + written.partition() + "@" + written.offset();
            watcher.onPublished(draft.published().withId(coordinate));
            watcher.onAccepted(coordinate, System.nanoTime());
          }
          acknowledged.incrementAndGet();
        });
  }

  private void throwIfFailed() {
    var problem = failure.get();
    if (problem != null) {
      throw new AssertionError("the load could not be published", problem);
    }
  }

  /** Publishes nothing more. */
  @Override
  public void close() {
    // An interrupt would make the record that is being sent a failure.
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
