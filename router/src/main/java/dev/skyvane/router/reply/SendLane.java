package dev.skyvane.router.reply;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that owns a producer: the only place where {@code send} is called. */
final class SendLane implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SendLane.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  /** Something to send. */
  @FunctionalInterface
  interface Task {
    void send(Producer<byte[], byte[]> producer);
  }

  SendLane(String name, Producer<byte[], byte[]> producer) {
    this.producer = producer;
    this.thread = Thread.ofPlatform().name("skyvane-" + name).start(this::run);
  }

  void submit(Task task) {
    queue.add(task);
  }

  void submitLater(Task task, Duration delay) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> submit(task));
  }

  private void run() {
    while (true) {
      try {
        var task = queue.poll(100, TimeUnit.MILLISECONDS);
        if (task != null) {
          task.send(producer);
        } else if (closing) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("event=send-task-failed", e);
      }
    }
  }

  /** Sends what is queued and waits for acknowledgements, at most ten seconds each. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_LIMIT);
  }
}
