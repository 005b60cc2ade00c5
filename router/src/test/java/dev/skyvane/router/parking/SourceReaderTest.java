package dev.skyvane.router.parking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceReaderTest {
  private static final TopicPartition ONE = new TopicPartition("invocations", 1);
  private static final TopicPartition TWO = new TopicPartition("invocations", 2);
  private static final TopicPartition THREE = new TopicPartition("others", 1);

  private final LogConsumer consumer = new LogConsumer();
  private final SourceReader reader = new SourceReader(consumer);

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void findsWhatIsAskedForInAnyOrder() throws Exception {
    consumer.holds(ONE, 0, 2_000);
    var offsets = new ArrayList<Long>();
    for (long offset = 0; offset < 2_000; offset += 7) {
      offsets.add(offset);
    }
    Collections.shuffle(offsets, new Random(Seed.fresh().value()));
    var asked = new HashMap<Long, Asked>();
    for (long offset : offsets) {
      asked.put(offset, ask(ONE, offset));
    }
    for (var each : asked.entrySet()) {
      each.getValue().assertFound(ONE, each.getKey());
    }
  }

  /** Each waits for the answer before: the reader goes back and forth. */
  @Test
  void findsOneAfterTheOther() throws Exception {
    consumer.holds(ONE, 0, 1_000);
    for (long offset : new long[] {999, 0, 1, 3, 2, 500, 700, 701, 701, 499}) {
      ask(ONE, offset).assertFound(ONE, offset);
    }
  }

  @Test
  void tellsWhatIsGone() throws Exception {
    consumer.holds(ONE, 100, 300);
    consumer.deletes(ONE, 150, 160);
    var below = ask(ONE, 7);
    var last = ask(ONE, 99);
    var first = ask(ONE, 100);
    var between = ask(ONE, 155);
    var behind = ask(ONE, 160);
    below.assertGone();
    last.assertGone();
    first.assertFound(ONE, 100);
    between.assertGone();
    behind.assertFound(ONE, 160);
  }

  @Test
  void keepsPartitionsApart() throws Exception {
    consumer.holds(ONE, 0, 50);
    consumer.holds(TWO, 20, 500);
    consumer.holds(THREE, 0, 1_000);
    var gone = ask(TWO, 10);
    var asked = new ArrayList<Asked>();
    for (long offset = 30; offset < 50; offset++) {
      for (var partition : List.of(THREE, ONE, TWO)) {
        asked.add(ask(partition, offset));
      }
    }
    gone.assertGone();
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).assertFound(List.of(THREE, ONE, TWO).get(i % 3), 30 + i / 3);
    }
    ask(TWO, 499).assertFound(TWO, 499);
    ask(ONE, 0).assertFound(ONE, 0);
  }

  @Test
  void answersAllWhoAskForOneRecord() throws Exception {
    consumer.holds(ONE, 10, 20);
    consumer.hold();
    var asked = new ArrayList<Asked>();
    for (int i = 0; i < 5; i++) {
      asked.add(ask(ONE, 12));
    }
    var gone = List.of(ask(ONE, 3), ask(ONE, 3));
    consumer.letGo();
    for (var each : asked) {
      each.assertFound(ONE, 12);
    }
    for (var each : gone) {
      each.assertGone();
    }
    ask(ONE, 12).assertFound(ONE, 12);
  }

  @Test
  void readsWhatStandsTogetherInOneGo() throws Exception {
    consumer.holds(ONE, 0, 1_000);
    consumer.hold();
    var first = ask(ONE, 0);
    consumer.awaitPoll();
    var asked = new ArrayList<Asked>();
    for (long offset = 900; offset >= 700; offset -= 5) {
      asked.add(ask(ONE, offset));
    }
    consumer.letGo();
    first.assertFound(ONE, 0);
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).assertFound(ONE, 900 - 5L * i);
    }
    assertEquals(2, consumer.seeks.get(), "one jump to each place");
  }

  @Test
  void findsWhatComesLater() throws Exception {
    consumer.holds(ONE, 0, 10);
    var later = ask(ONE, 10);
    ask(ONE, 9).assertFound(ONE, 9);
    assertFalse(later.answer.isDone());
    consumer.holds(ONE, 10, 11);
    later.assertFound(ONE, 10);
  }

  @Test
  void tellsWhatItsPartitionDoesNotReach() throws Exception {
    consumer.holds(ONE, 0, 10);
    consumer.holds(TWO, 0, 10);
    consumer.ends(ONE, 10);
    var next = ask(ONE, 10);
    var far = ask(ONE, 5_000);
    var later = ask(TWO, 10);
    ask(ONE, 9).assertFound(ONE, 9);
    next.assertGone();
    far.assertGone();
    assertFalse(later.answer.isDone(), "its partition may reach it");
    consumer.holds(TWO, 10, 11);
    later.assertFound(TWO, 10);
  }

  @Test
  void goesOnAfterAFailure() throws Exception {
    consumer.holds(ONE, 0, 10);
    ask(ONE, 3).assertFound(ONE, 3);
    consumer.setPollException(new KafkaException("the broker is away"));
    ask(ONE, 5).assertFound(ONE, 5);
  }

  @Test
  void closesItsConsumerWhileNobodyAsks() {
    reader.close();
    assertTrue(consumer.closed());
    reader.close();
  }

  @Test
  void closesItsConsumerWhileOneWaits() throws Exception {
    consumer.holds(ONE, 0, 10);
    ask(ONE, 9).assertFound(ONE, 9);
    var never = ask(ONE, 10);
    reader.close();
    assertTrue(consumer.closed());
    assertFalse(never.answer.isDone());
  }

  private Asked ask(TopicPartition partition, long offset) {
    var asked = new Asked();
    reader.read(partition, offset, asked);
    return asked;
  }

  /** One who asks, and is to be answered once. */
  private static final class Asked implements Source.Answer {
    private final CompletableFuture<Optional<ConsumerRecord<byte[], byte[]>>> answer =
        new CompletableFuture<>();
    private final AtomicInteger answers = new AtomicInteger();

    @Override
    public void found(Optional<ConsumerRecord<byte[], byte[]>> record) {
      answers.incrementAndGet();
      answer.complete(record);
    }

    void assertFound(TopicPartition partition, long offset) throws Exception {
      var record = answer.get(10, TimeUnit.SECONDS).orElseThrow();
      assertEquals(partition, new TopicPartition(record.topic(), record.partition()));
      assertEquals(offset, record.offset());
      assertEquals(partition + "@" + offset, new String(record.value(), UTF_8));
      assertEquals(1, answers.get());
    }

    void assertGone() throws Exception {
      assertEquals(Optional.empty(), answer.get(10, TimeUnit.SECONDS));
      assertEquals(1, answers.get());
    }
  }

  /** Kafka's mock consumer over logs that stay, with a real one's reset to the earliest offset. */
  private static final class LogConsumer extends MockConsumer<byte[], byte[]> {
    private static final int MOST_RECORDS = 50;

    private final Map<TopicPartition, TreeMap<Long, ConsumerRecord<byte[], byte[]>>> logs =
        new HashMap<>();
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    final AtomicInteger seeks = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    LogConsumer() {
      super("earliest");
    }

    synchronized void holds(TopicPartition partition, long from, long to) {
      var log = logs.computeIfAbsent(partition, _ -> new TreeMap<>());
      for (long offset = from; offset < to; offset++) {
        var value = (partition + "@" + offset).getBytes(UTF_8);
        log.put(
            offset,
            new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, new byte[0], value));
      }
      updateBeginningOffsets(Map.of(partition, log.firstKey()));
    }

    synchronized void deletes(TopicPartition partition, long from, long to) {
      logs.getOrDefault(partition, new TreeMap<>()).subMap(from, to).clear();
    }

    /** Where a partition ends, as its leader says; else far away. */
    void ends(TopicPartition partition, long end) {
      ends.put(partition, end);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return partitions.stream()
          .collect(Collectors.toMap(each -> each, each -> ends.getOrDefault(each, Long.MAX_VALUE)));
    }

    /** Polls wait from now on. */
    void hold() {
      gate = new CountDownLatch(1);
    }

    void letGo() {
      gate.countDown();
    }

    void awaitPoll() {
      await().atMost(Duration.ofSeconds(10)).until(() -> polls.get() > 0);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      polls.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      stage();
      var records = super.poll(timeout);
      if (records.isEmpty()) {
        LockSupport.parkNanos(500_000);
      }
      return records;
    }

    private synchronized void stage() {
      for (var partition : assignment()) {
        var log = logs.getOrDefault(partition, new TreeMap<>());
        if (!log.isEmpty() && position(partition) < log.firstKey()) {
          super.seek(partition, log.firstKey());
        }
        log.tailMap(position(partition)).values().stream()
            .limit(MOST_RECORDS)
            .forEach(this::addRecord);
      }
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      seeks.incrementAndGet();
      super.seek(partition, offset);
    }
  }
}
