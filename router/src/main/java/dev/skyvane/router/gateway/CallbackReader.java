package dev.skyvane.router.gateway;

import dev.skyvane.schemas.record.Reply;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads replies which are to be called back, in the group of all gateways. One that
 * takes long holds up none of the others, up to a bound; what is not done is read again by whoever
 * has its partition next, so each is called back at least once.
 */
final class CallbackReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CallbackReader.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final long COMMIT_NANOS = 500_000_000;
  private static final int MOST_UNDER_WAY = 1_000;

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Deserializer<Reply> deserializer;
  private final CallbackSender sender;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean closing;

  /** What was done on other threads. */
  private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();

  private final Map<TopicPartition, Window> windows = new HashMap<>();
  private int underWay;
  private long nextCommit = System.nanoTime();

  private record Done(Window window, long offset) {}

  /** Offsets of a partition from the oldest that is not done to the newest read. */
  private static final class Window {
    final TreeSet<Long> open = new TreeSet<>();
    long next;
    long committed = -1;

    long progress() {
      return open.isEmpty() ? next : open.first();
    }
  }

  /**
   * Starts the thread.
   *
   * @param consumer of a group, without automatic commits; owned and closed by this reader
   */
  CallbackReader(
      Consumer<byte[], byte[]> consumer,
      String topic,
      Deserializer<Reply> deserializer,
      CallbackSender sender) {
    this.consumer = consumer;
    this.topic = topic;
    this.deserializer = deserializer;
    this.sender = sender;
    this.thread = Thread.ofPlatform().name("skyvane-gateway-callbacks").start(this::run);
  }

  /** Completes when reading ends: in good order on close, else with what ended it. */
  CompletableFuture<Void> ended() {
    return ended.copy();
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(topic), new Handover());
      while (!closing) {
        try {
          round();
        } catch (AuthenticationException | AuthorizationException e) {
          throw e;
        } catch (WakeupException | InterruptException e) {
          break;
        } catch (RetriableException e) {
          log.warn("event=callbacks-delayed reason={}", e.toString());
        }
      }
      settle();
      commit();
      ended.complete(null);
    } catch (WakeupException | InterruptException e) {
      ended.complete(null);
    } catch (RuntimeException e) {
      log.error("event=callbacks-ended", e);
      ended.completeExceptionally(e);
    }
  }

  private void round() {
    for (var record : consumer.poll(POLL)) {
      begin(record);
    }
    settle();
    if (underWay >= MOST_UNDER_WAY) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    if (System.nanoTime() - nextCommit >= 0) {
      commit();
      nextCommit = System.nanoTime() + COMMIT_NANOS;
    }
  }

  private void begin(ConsumerRecord<byte[], byte[]> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    var window = windows.computeIfAbsent(partition, _ -> new Window());
    window.next = record.offset() + 1;
    window.open.add(record.offset());
    underWay++;
    var one = new Done(window, record.offset());
    Reply reply;
    try {
      reply = deserializer.deserialize(record.topic(), record.headers(), record.value());
    } catch (RuntimeException e) {
      log.error("event=callback-unreadable offset={} reason={}", record.offset(), e.toString());
      done.add(one);
      return;
    }
    var url = reply.getCorrelationId();
    var unused =
        sender
            .send(url == null ? "" : url, reply, record.timestamp())
            .whenComplete((_, _) -> done.add(one));
  }

  private void settle() {
    for (var one = done.poll(); one != null; one = done.poll()) {
      if (one.window().open.remove(one.offset())) {
        underWay--;
      }
    }
  }

  private void commit() {
    var progress = new HashMap<TopicPartition, OffsetAndMetadata>();
    windows.forEach(
        (partition, window) -> {
          if (window.progress() != window.committed) {
            progress.put(partition, new OffsetAndMetadata(window.progress()));
          }
        });
    if (!progress.isEmpty()) {
      try {
        consumer.commitSync(progress);
        progress.forEach(
            (partition, offset) -> {
              if (windows.get(partition) instanceof Window window) {
                window.committed = offset.offset();
              }
            });
      } catch (WakeupException | InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        log.warn("event=callbacks-not-committed reason={}", e.toString());
      }
    }
  }

  private final class Handover implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      settle();
      commit();
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget(partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
      for (var partition : partitions) {
        if (windows.remove(partition) instanceof Window window) {
          underWay -= window.open.size();
          window.open.clear();
        }
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    sender.close();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
