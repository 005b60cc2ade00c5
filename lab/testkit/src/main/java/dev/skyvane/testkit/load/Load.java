package dev.skyvane.testkit.load;

import dev.skyvane.testkit.guarantee.Guarantee;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;

/**
 * Publishes drafts at a steady rate, open loop: what the system under test does makes no
 * difference. Thread-safe.
 */
public final class Load implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final Guarantee watcher;
  private final int count;
  private final Thread thread;
  private final AtomicInteger sent = new AtomicInteger();
  private final CountDownLatch acknowledged;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Load(
      Producer<byte[], byte[]> producer,
      IntFunction<Draft> drafts,
      int count,
      double perSecond,
      Guarantee watcher) {
    this.producer = producer;
    this.watcher = watcher;
    this.count = count;
    this.acknowledged = new CountDownLatch(count);
    this.thread = Thread.ofPlatform().daemon().name("load").start(() -> publish(drafts, perSecond));
  }

  /**
   * Starts to publish.
   *
   * @param producer idempotent, so that the order within a key is the order of publication; not
   *     closed
   * @param drafts by number from 0, asked for in order on the load's thread
   * @param count how many are published
   * @param perSecond at which rate
   * @param watcher told of each, thread-safe
   */
  public static Load start(
      Producer<byte[], byte[]> producer,
      IntFunction<Draft> drafts,
      int count,
      double perSecond,
      Guarantee watcher) {
    return new Load(producer, drafts, count, perSecond, watcher);
  }

  /** How many have been handed to the producer. */
  public int sent() {
    return sent.get();
  }

  /** Blocks until so many have been handed to the producer. */
  public void awaitSent(int number, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    synchronized (sent) {
      while (sent.get() < Math.min(number, count)) {
        throwIfFailed();
        try {
          long left = until - System.nanoTime();
          if (left <= 0) {
            throw new AssertionError(
                "only %d of %d were sent after %s".formatted(sent.get(), number, limit));
          }
          TimeUnit.NANOSECONDS.timedWait(sent, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("interrupted while waiting for the load", e);
        }
      }
    }
  }

  /** Blocks until Kafka has acknowledged all. */
  public void awaitAcknowledged(Duration limit) {
    try {
      boolean done = acknowledged.await(limit.toMillis(), TimeUnit.MILLISECONDS);
      throwIfFailed();
      if (!done) {
        throw new AssertionError(
            "%d records are not acknowledged after %s".formatted(acknowledged.getCount(), limit));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the load", e);
    }
  }

  private void publish(IntFunction<Draft> drafts, double perSecond) {
    long start = System.nanoTime();
    try {
      for (int i = 0; i < count && !Thread.currentThread().isInterrupted(); i++) {
        long due = start + (long) (i / perSecond * 1e9);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
          if (Thread.currentThread().isInterrupted()) {
            return;
          }
        }
        send(drafts.apply(i));
        synchronized (sent) {
          sent.incrementAndGet();
          sent.notifyAll();
        }
      }
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void send(Draft draft) {
    if (draft.named()) {
      watcher.onPublished(draft.published());
    }
    producer.send(
        draft.record(),
        (written, problem) -> {
          if (problem != null) {
            failed(problem);
            return;
          }
          if (!draft.named()) {
            var coordinate = written.topic() + "-" + written.partition() + "@" + written.offset();
            watcher.onPublished(draft.published().withId(coordinate));
          }
          acknowledged.countDown();
        });
  }

  private void failed(Throwable problem) {
    failure.compareAndSet(null, problem);
    while (acknowledged.getCount() > 0) {
      acknowledged.countDown();
    }
    synchronized (sent) {
      sent.notifyAll();
    }
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
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
