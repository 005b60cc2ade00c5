package dev.skyvane.router.reply;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that owns a producer without transactions, and sends each record as it comes: the
 * release of a {@link Draft} is its owner's to make.
 */
public final class SendLane implements Outbox, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SendLane.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final LinkedBlockingQueue<Draft> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param name of the thread
   * @param producer idempotent, owned and closed by this lane
   */
  public SendLane(String name, Producer<byte[], byte[]> producer) {
    this.producer = producer;
    this.thread = Thread.ofPlatform().name("skyvane-" + name).start(this::run);
  }

  @Override
  public void put(Draft draft) {
    queue.add(draft);
  }

  private void run() {
    while (true) {
      try {
        var draft = queue.poll(100, TimeUnit.MILLISECONDS);
        if (draft != null) {
          send(draft);
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

  private void send(Draft draft) {
    try {
      producer.send(draft.record().get(), (_, failure) -> draft.written().accept(failure));
    } catch (RuntimeException e) {
      draft.written().accept(e);
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
