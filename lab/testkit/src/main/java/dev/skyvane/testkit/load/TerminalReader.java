package dev.skyvane.testkit.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.testkit.guarantee.Buried;
import dev.skyvane.testkit.guarantee.Guarantee;
import dev.skyvane.testkit.guarantee.Replied;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Reads replies, plain and Avro, and dead letters from the beginning of their topics, committed
 * ones only, and tells of each. Thread-safe.
 */
public final class TerminalReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final String deadLetterTopic;
  private final Deserializer<Reply> replies;
  private final Deserializer<DeadLetter> letters;
  private final Guarantee watcher;
  private final Thread thread;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean closing;
  private final AtomicLong endsAsked = new AtomicLong();
  private volatile long endsReached;

  /**
   * Starts to read.
   *
   * @param brokers as {@code bootstrap.servers}
   * @param replyTopics that exist
   * @param deadLetterTopic that exists
   * @param watcher told of each record, thread-safe
   */
  public TerminalReader(
      String brokers,
      Collection<String> replyTopics,
      String deadLetterTopic,
      Deserializer<Reply> replies,
      Deserializer<DeadLetter> letters,
      Guarantee watcher) {
    this.deadLetterTopic = deadLetterTopic;
    this.replies = replies;
    this.letters = letters;
    this.watcher = watcher;
    var topics = new ArrayList<>(replyTopics);
    topics.add(deadLetterTopic);
    this.thread =
        Thread.ofPlatform().daemon().name("terminal-reader").start(() -> run(brokers, topics));
  }

  /** Blocks until everything is read that is in the topics now. */
  public void readToEnd(Duration limit) {
    long asked = endsAsked.incrementAndGet();
    Awaitility.await()
        .atMost(limit)
        .until(
            () -> {
              var problem = failure.get();
              if (problem != null) {
                throw new AssertionError("the terminal records could not be read", problem);
              }
              return endsReached >= asked;
            });
  }

  private void run(String brokers, List<String> topics) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long looked = 0;
      Map<TopicPartition, Long> ends = Map.of();
      while (!closing) {
        consumer.poll(POLL).forEach(this::tell);
        if (looked < endsAsked.get()) {
          looked = endsAsked.get();
          ends = consumer.endOffsets(partitions);
        }
        if (endsReached < looked
            && ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          endsReached = looked;
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(deadLetterTopic)) {
      var letter = letters.deserialize(record.topic(), record.value());
      watcher.onDeadLetter(
          new Buried(
              letter.getInvocationId(),
              letter.getCoordinate(),
              letter.getReason(),
              System.nanoTime()));
      return;
    }
    var status = header(record, "skyvane-status");
    watcher.onReply(status == null ? avro(record) : plain(record, status));
  }

  private static Replied plain(ConsumerRecord<byte[], byte[]> record, String status) {
    var id = header(record, "skyvane-invocation-id");
    var code = header(record, "skyvane-error-code");
    return new Replied(
        id == null ? "" : id,
        status.equals("failed") && code != null ? code : status,
        ByteBuffer.wrap(record.value()),
        System.nanoTime());
  }

  private Replied avro(ConsumerRecord<byte[], byte[]> record) {
    var reply = replies.deserialize(record.topic(), record.value());
    var ending =
        switch (reply.getStatus()) {
          case OK -> Replied.OK;
          case FUNCTION_ERROR -> Replied.FUNCTION_ERROR;
          case FAILED, UNKNOWN -> String.valueOf(reply.getErrorCode());
        };
    return new Replied(reply.getInvocationId(), ending, reply.getPayload(), System.nanoTime());
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
