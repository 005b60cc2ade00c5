package dev.skyvane.router.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads one partition of replies from its end on, and ends the calls that they
 * answer. A reply to somebody else's call costs a look at its header.
 */
final class ReplyReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplyReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Deserializer<Reply> deserializer;
  private final PendingCalls pending;
  private final Runnable late;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param consumer without a group, owned and closed by this reader
   * @param owner begins the correlation ids of this gateway's calls
   * @param late told of a reply that nobody waits for any more
   */
  ReplyReader(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Deserializer<Reply> deserializer,
      PendingCalls pending,
      String owner,
      Runnable late) {
    this.consumer = consumer;
    this.partition = partition;
    this.deserializer = deserializer;
    this.pending = pending;
    this.late = late;
    this.thread = Thread.ofPlatform().name("skyvane-gateway-replies").start(() -> run(owner));
  }

  /** Completes when every reply from now on will be read. */
  CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /** Completes when reading ends: in good order on close, else with what ended it. */
  CompletableFuture<Void> ended() {
    return ended.copy();
  }

  private void run(String owner) {
    try (consumer) {
      consumer.assign(List.of(partition));
      fromTheEnd();
      while (!closing) {
        try {
          for (var record : consumer.poll(POLL)) {
            take(record, owner);
          }
        } catch (AuthenticationException | AuthorizationException e) {
          throw e;
        } catch (WakeupException | InterruptException e) {
          break;
        } catch (KafkaException e) {
          log.warn("event=gateway-replies-delayed reason={}", e.toString());
          pause();
        }
      }
      ended.complete(null);
    } catch (WakeupException | InterruptException e) {
      ended.complete(null);
    } catch (RuntimeException e) {
      log.error("event=gateway-replies-ended", e);
      ended.completeExceptionally(e);
    }
    ready.completeExceptionally(new IllegalStateException("the gateway's reader has ended"));
  }

  private void fromTheEnd() {
    while (!closing) {
      try {
        consumer.seekToEnd(List.of(partition));
        // Asked for now: what is written after this returns is read.
        long unused = consumer.position(partition);
        ready.complete(null);
        return;
      } catch (org.apache.kafka.common.errors.TimeoutException e) {
        log.warn("event=gateway-replies-delayed reason={}", e.toString());
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, String owner) {
    var header = record.headers().lastHeader(Wire.CORRELATION_ID);
    if (header == null || header.value() == null) {
      return;
    }
    var correlation = new String(header.value(), UTF_8);
    if (!correlation.startsWith(owner)) {
      return;
    }
    if (!pending.waits(correlation)) {
      late.run();
      return;
    }
    End end;
    try {
      end =
          new End.Replied(
              deserializer.deserialize(record.topic(), record.headers(), record.value()));
    } catch (RuntimeException e) {
      log.warn("event=gateway-reply-unreadable offset={} reason={}", record.offset(), e.toString());
      end = new End.Unreadable();
    }
    pending.end(correlation, end);
  }

  private void pause() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      closing = true;
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
