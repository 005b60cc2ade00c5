package dev.skyvane.router.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.dispatch.KeyLanes;
import dev.skyvane.router.dispatch.Stage;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.RetryBudget;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.parking.Spent;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.EnvelopeDecoder;
import dev.skyvane.router.request.InvocationIds;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IntakeTest {
  private static final Duration SESSION = Duration.ofSeconds(45);
  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final TopicPartition P1 = new TopicPartition("t", 1);

  private Stage stage = new Stage();
  private Desk desk = new Desk(stage.terminal);
  private ParkingRules rules = new ParkingRules(60_000, 100, 1_000_000);
  private final InvocationIds ids = new InvocationIds("cluster");
  private final OneThreadConsumer consumer = new OneThreadConsumer();
  private Deserializer<Invocation> avro = AvroBytes.deserializer(Invocation.class);
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private @Nullable Intake intake;

  /** Kafka's mock consumer, whose polls take a moment, as real ones do. */
  private static final class OneThreadConsumer extends MockConsumer<byte[], byte[]> {
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger wakeUpsOfCommits = new AtomicInteger();
    private volatile long unconfirmed;
    private volatile long end;
    private volatile int rebalanceUntilPoll;
    private volatile boolean rebalanceAtCommit;
    private volatile boolean asynchronously = true;
    private final Map<TopicPartition, Long> commits = new ConcurrentHashMap<>();
    private final Map<TopicPartition, String> metadata = new ConcurrentHashMap<>();

    OneThreadConsumer() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      return partitions.stream().collect(Collectors.toMap(each -> each, _ -> end));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      polls.incrementAndGet();
      var records = super.poll(timeout);
      if (records.isEmpty()) {
        LockSupport.parkNanos(500_000);
      }
      return records;
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      if (wakeUpsOfCommits.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new WakeupException();
      }
      if (rebalanceAtCommit) {
        rebalanceAtCommit = false;
        rebalanceUntilPoll = polls.get() + 3;
      }
      if (polls.get() < rebalanceUntilPoll) {
        throw new RebalanceInProgressException();
      }
      super.commitSync(offsets);
      remember(offsets);
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
      offsets.values().forEach(offset -> unconfirmed = offset.offset());
      if (asynchronously) {
        super.commitAsync(offsets, callback);
        remember(offsets);
      }
    }

    private void remember(Map<TopicPartition, OffsetAndMetadata> offsets) {
      offsets.forEach((partition, offset) -> commits.put(partition, offset.offset()));
      offsets.forEach((partition, offset) -> metadata.put(partition, offset.metadata()));
    }
  }

  @AfterEach
  void everyByteIsLetGoOf() {
    if (intake != null) {
      intake.close();
    }
    assertTrue(intake == null || consumer.closed());
    Stage.until("bytes", () -> stage.meters.heldBytes().get() == 0);
    Stage.until("places", () -> stage.loads.inFlight() == 0);
    assertEquals(0, stage.meters.waiting().get());
    stage.close();
    desk.close();
  }

  private void start(int window, long bytes, Duration drain, TopicPartition... partitions) {
    var decoder =
        new EnvelopeDecoder(
            (topic, value) -> avro.deserialize(topic, value),
            ids,
            new EnvelopeDecoder.Bindings(Map.of(), Map.of(), Set.of()),
            "skyvane.replies",
            1_000_000);
    intake =
        new Intake(
            consumer,
            List.of("t"),
            List.of(stage.loop),
            new IntakeMeans(
                decoder,
                ids,
                stage.dispatcher,
                desk.codec,
                desk::read,
                rules,
                Duration.ofMillis(1_500)),
            desk,
            stage.meters,
            new Intake.Bounds(window, bytes, Duration.ofMillis(5), drain, SESSION));
    Stage.until("subscription", () -> !consumer.subscription().isEmpty());
    assign(partitions);
    Stage.until("served", () -> consumer.paused().isEmpty());
  }

  private void start(TopicPartition... partitions) {
    start(1_000, 1_000_000_000, Duration.ofSeconds(10), partitions);
  }

  private void assign(TopicPartition... partitions) {
    var done = new CompletableFuture<Void>();
    consumer.schedulePollTask(
        () -> {
          var beginning = new HashMap<TopicPartition, Long>();
          for (var partition : partitions) {
            beginning.put(partition, 0L);
          }
          consumer.updateBeginningOffsets(beginning);
          // What an eager rebalance does to pauses, and the mock does not.
          consumer.resume(consumer.paused());
          consumer.rebalance(List.of(partitions));
          done.complete(null);
        });
    done.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, byte[] value, @Nullable String key, boolean plain) {
    var headers = new RecordHeaders();
    if (plain) {
      headers.add(Wire.FUNCTION, "resize".getBytes(UTF_8));
    }
    long offset = next.merge(partition, 1L, Long::sum) - 1;
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    var made =
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            offset,
            System.currentTimeMillis(),
            TimestampType.LOG_APPEND_TIME,
            key == null ? 0 : keyBytes.length,
            value.length,
            keyBytes,
            value,
            headers,
            Optional.empty());
    desk.remember(made);
    return made;
  }

  private void send(TopicPartition partition, int count) {
    for (int i = 0; i < count; i++) {
      consumer.addRecord(record(partition, new byte[100], null, true));
    }
  }

  private long committed(TopicPartition partition) {
    return consumer.commits.getOrDefault(partition, -1L);
  }

  private Map<String, CompletableFuture<CallResult>> hold() {
    Map<String, CompletableFuture<CallResult>> futures = new ConcurrentHashMap<>();
    stage.script =
        call -> {
          var future = new CompletableFuture<CallResult>();
          futures.put(call.invocationId(), future);
          return future;
        };
    return futures;
  }

  private String id(TopicPartition partition, long offset) {
    return ids.derive(new Coordinate(partition.topic(), partition.partition(), offset));
  }

  @Test
  void whatIsAnsweredIsCommitted() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    start(P0, P1);
    send(P0, 300);
    send(P1, 200);
    Stage.until("commits", () -> committed(P0) == 300 && committed(P1) == 200);
    assertEquals(500, stage.answers.size());
    Stage.until("bytes", () -> stage.meters.heldBytes().get() == 0);
  }

  @Test
  void theWayToTheRequestIsMeasuredWhereNothingMadeItWait() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(3));
    var futures = hold();
    start(P0);
    send(P0, 5);
    Stage.until("calls", () -> futures.size() == 3);
    Stage.until("waiting", () -> stage.meters.waiting().get() == 2);
    futures.values().forEach(future -> future.complete(Stage.success("ok")));
    Stage.until("more calls", () -> futures.size() == 5);
    futures.values().forEach(future -> future.complete(Stage.success("ok")));
    Stage.until("commit", () -> committed(P0) == 5);
    var measured = stage.registry.get(Meter.DISPATCH_TIME.id()).timer();
    assertEquals(3, measured.count());
    assertTrue(measured.totalTime(TimeUnit.NANOSECONDS) > 0);
  }

  @Test
  void whatComesAfterARecordThatAsksForItsSchemaStaysBehindIt() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    var asked = new CountDownLatch(1);
    var known = new CountDownLatch(1);
    var read = AvroBytes.deserializer(Invocation.class);
    avro =
        (topic, value) -> {
          asked.countDown();
          try {
            assertTrue(known.await(20, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return read.deserialize(topic, value);
        };
    start(P0, P1);
    consumer.addRecord(record(P0, invocation(), null, false));
    Stage.until("schema asked for", () -> asked.getCount() == 0);
    send(P0, 3);
    send(P1, 2);
    // The other partition, and with it the loop, goes on meanwhile.
    Stage.until("calls", () -> stage.calls.size() == 2);
    int polls = consumer.polls.get();
    Stage.until("more polls", () -> consumer.polls.get() > polls + 50);
    assertEquals(2, stage.calls.size());
    known.countDown();
    Stage.until("commit", () -> committed(P0) == 4);
    var called = stage.calls.stream().map(FunctionCall::invocationId).toList();
    assertEquals(
        List.of(id(P0, 0), id(P0, 1), id(P0, 2), id(P0, 3)), called.subList(2, called.size()));
  }

  @Test
  void progressNeverPassesWhatIsNotAcknowledged() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(10));
    var futures = hold();
    start(P0);
    send(P0, 5);
    Stage.until("calls", () -> futures.size() == 5);
    for (long offset : new long[] {0, 1, 3, 4}) {
      futures.get(id(P0, offset)).complete(Stage.success("ok"));
    }
    Stage.until("commit", () -> committed(P0) == 2);
    Stage.until("answers", () -> stage.answers.size() == 4);
    int polls = consumer.polls.get();
    Stage.until("more polls", () -> consumer.polls.get() > polls + 50);
    assertEquals(2, committed(P0));
    futures.get(id(P0, 2)).complete(Stage.success("ok"));
    Stage.until("commit", () -> committed(P0) == 5);
  }

  @Test
  void anUnacknowledgedAnswerIsNoProgress() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    stage.holdAcknowledgements = true;
    start(P0);
    send(P0, 3);
    Stage.until("answers", () -> stage.answers.size() == 3);
    int polls = consumer.polls.get();
    Stage.until("more polls", () -> consumer.polls.get() > polls + 50);
    assertTrue(committed(P0) <= 0);
    stage.acknowledge();
    Stage.until("commit", () -> committed(P0) == 3);
  }

  @Test
  void poisonIsPutAsideAndTheNextServed() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    start(P0);
    consumer.addRecord(record(P0, new byte[] {9, 9}, null, false));
    send(P0, 1);
    Stage.until("commit", () -> committed(P0) == 2);
    assertEquals(1, stage.answers.size());
    var poison = stage.poisons.getFirst();
    assertEquals(id(P0, 0), poison.id());
    assertEquals(Code.UNDECODABLE, poison.problem().code());
  }

  private byte[] invocation() {
    return AvroBytes.write(
        Invocation.newBuilder().setFunction("resize").setPayload(ByteBuffer.allocate(3)).build());
  }

  @Test
  void aSilentRegistryIsWaitedForAndOthersAreServed() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    var down = new AtomicInteger(1);
    avro =
        (_, value) -> {
          if (down.getAndDecrement() > 0) {
            throw new RegistryUnavailableException("down", null);
          }
          return AvroBytes.read(Invocation.class, value);
        };
    start(P0);
    consumer.addRecord(record(P0, invocation(), null, false));
    send(P0, 2);
    Stage.until("the others", () -> stage.answers.size() == 2);
    assertTrue(committed(P0) <= 0);
    Stage.until("commit", () -> committed(P0) == 3);
    assertEquals(List.of(), stage.poisons);
  }

  @Test
  void aSchemaThatNobodyKnowsIsPoisonAfterAWhile() {
    avro =
        (_, _) -> {
          throw new UnknownSchemaException(17, "not there", null);
        };
    start(P0);
    consumer.addRecord(record(P0, invocation(), null, false));
    Stage.until("commit", () -> committed(P0) == 1);
    var problem = stage.poisons.getFirst().problem();
    assertEquals(Code.UNKNOWN_SCHEMA, problem.code());
    assertTrue(problem.message().contains("schema id 17"), problem.message());
  }

  @Test
  void aFullWindowPausesItsPartitionAndPollingGoesOn() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(100));
    var futures = hold();
    start(8, 1_000_000_000, Duration.ofSeconds(10), P0, P1);
    send(P0, 8);
    Stage.until("pause", () -> consumer.paused().equals(Set.of(P0)));
    send(P1, 1);
    Stage.until("the other partition", () -> futures.containsKey(id(P1, 0)));
    for (long offset = 1; offset < 8; offset++) {
      futures.get(id(P0, offset)).complete(Stage.success("ok"));
    }
    Stage.until("answers", () -> stage.answers.size() == 7);
    assertEquals(Set.of(P0), consumer.paused(), "the window reaches from its oldest on");
    futures.get(id(P0, 0)).complete(Stage.success("ok"));
    Stage.until("resume", () -> consumer.paused().isEmpty());
    futures.get(id(P1, 0)).complete(Stage.success("ok"));
    Stage.until("commit", () -> committed(P0) == 8);
  }

  @Test
  void bytesPauseWhoHoldsSome() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(100));
    var futures = hold();
    start(1_000, 1_000, Duration.ofSeconds(10), P0, P1);
    send(P0, 10);
    Stage.until("pause", () -> consumer.paused().equals(Set.of(P0)));
    assertEquals(1_000, stage.meters.heldBytes().get());
    Stage.until("calls", () -> futures.size() == 10);
    futures.values().forEach(future -> future.complete(Stage.success("ok")));
    Stage.until("resume", () -> consumer.paused().isEmpty());
  }

  @Test
  void aRebalanceForgetsNoPause() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(100));
    var futures = hold();
    start(2, 1_000_000_000, Duration.ofSeconds(10), P0);
    send(P0, 2);
    Stage.until("pause", () -> consumer.paused().equals(Set.of(P0)));
    assign(P0, P1);
    Stage.until("served", () -> consumer.paused().equals(Set.of(P0)));
    futures.values().forEach(future -> future.complete(Stage.success("ok")));
    Stage.until("resume", () -> consumer.paused().isEmpty());
  }

  // What is parked.

  private static FunctionSpec.Builder paused() {
    return Stage.spec(1).setPaused(true);
  }

  @Test
  void whatIsParkedIsProgressAndGoesOnInItsOrder() {
    stage.register(paused().build(), Stage.places(1));
    start(P0);
    send(P0, 20);
    Stage.until("commit", () -> committed(P0) == 20);
    assertEquals(20, desk.log.size());
    assertEquals(20, stage.meters.parked().get());
    assertEquals(0, stage.meters.heldBytes().get(), "payloads are let go of");
    stage.register(Stage.spec(1).build(), Stage.places(1));
    Stage.until("answers", () -> stage.answered() == 20);
    var ids = stage.calls.stream().map(FunctionCall::invocationId).toList();
    var expected = new ArrayList<String>();
    for (int offset = 0; offset < 20; offset++) {
      expected.add(id(P0, offset));
    }
    assertEquals(expected, ids);
    Stage.until("entries ended", () -> desk.log.isEmpty());
    assertEquals(0, stage.meters.parked().get());
  }

  @Test
  void theNextOwnerGoesOnWithWhatIsParkedAndReadsNothingOfItTwice() {
    stage.register(paused().build(), Stage.places(1));
    consumer.asynchronously = false;
    start(P0);
    send(P0, 3);
    Stage.until("parked", () -> desk.log.size() == 3);
    join(revoke());
    assertEquals(0, stage.meters.parked().get());
    // As after a crash before the commit: the records come again.
    consumer.commits.clear();
    assign(P0);
    Stage.until("served", () -> consumer.paused().isEmpty());
    for (int offset = 0; offset < 3; offset++) {
      next.put(P0, (long) offset);
      consumer.addRecord(record(P0, new byte[100], null, true));
    }
    stage.register(Stage.spec(1).build(), Stage.places(1));
    Stage.until("answers", () -> stage.answered() == 3);
    Stage.until("entries ended", () -> desk.log.isEmpty());
    assertEquals(3, stage.calls.size());
  }

  /** Parks a record of the ordering key "key", as an earlier owner has. */
  private void park(long offset, long dueAt) {
    var state =
        new Parked(
            Reason.RETRY,
            dueAt,
            System.currentTimeMillis() + 3_600_000,
            0,
            0,
            0,
            0,
            "resize",
            KeyLanes.hash("key"),
            List.of(),
            List.of(),
            Spent.NOTHING);
    desk.log.put("t-0@" + offset, desk.codec.record(new Coordinate("t", 0, offset), state).value());
  }

  @Test
  void whoIsBeingReadWhenItsPartitionGoesHoldsItsKeyNoLonger() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).build(), Stage.places(1));
    var parked = record(P0, new byte[100], "key", true);
    park(0, 0);
    desk.holdReads = true;
    start(1_000, 1_000_000_000, Duration.ofMillis(50), P0);
    consumer.addRecord(parked);
    Stage.until("read", () -> desk.heldReads.size() == 1);
    join(revoke());
    desk.letReadsGo();
    assign(P0);
    Stage.until("served", () -> consumer.paused().isEmpty());
    consumer.addRecord(parked);
    Stage.until("answer", () -> stage.answered() == 1);
    assertEquals(1, stage.calls.size());
  }

  @Test
  void whoIsReadBeforeItIsDueGoesOnWhenItIs() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).build(), Stage.places(1));
    var parked = record(P0, new byte[100], "key", true);
    desk.holdReads = true;
    long due = System.currentTimeMillis() + 1_500;
    park(0, due);
    start(P0);
    consumer.addRecord(parked);
    Stage.until("read", () -> desk.heldReads.size() == 1);
    assertTrue(System.currentTimeMillis() < due, "it is read ahead");
    desk.letReadsGo();
    Stage.until("held", () -> stage.meters.heldBytes().get() > 0);
    Stage.until("answer", () -> stage.answered() == 1);
    assertTrue(System.currentTimeMillis() >= due, "and goes on when it is due");
    Stage.until("let go of", () -> stage.meters.heldBytes().get() == 0);
  }

  @Test
  void whatIsParkedStaysBehindWhatItsKeyHasToRunAgain() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).build(), Stage.places(1));
    var first = record(P0, new byte[100], "key", true);
    var second = record(P0, new byte[100], "key", true);
    park(1, 0);
    start(P0);
    int polls = consumer.polls.get();
    Stage.until("polls", () -> consumer.polls.get() > polls + 200);
    consumer.addRecord(first);
    consumer.addRecord(second);
    Stage.until("answers", () -> stage.answered() == 2);
    assertEquals(
        List.of(id(P0, 0), id(P0, 1)),
        stage.calls.stream().map(FunctionCall::invocationId).toList());
  }

  @Test
  void anUnwrittenParkedStateIsNoProgress() {
    stage.register(paused().build(), Stage.places(1));
    desk.hold = true;
    start(P0);
    send(P0, 3);
    Stage.until("writes", () -> desk.heldWrites() == 3);
    int polls = consumer.polls.get();
    Stage.until("more polls", () -> consumer.polls.get() > polls + 50);
    assertTrue(committed(P0) <= 0);
    desk.letGo();
    Stage.until("commit", () -> committed(P0) == 3);
  }

  @Test
  void oneUnfinishedCallDoesNotHoldAThousandOthersBack() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(10_000));
    rules = new ParkingRules(60_000, 100, 1_000_000);
    var futures = new ConcurrentHashMap<String, CompletableFuture<CallResult>>();
    var first = id(P0, 0);
    stage.script =
        call -> {
          var future = new CompletableFuture<CallResult>();
          if (call.invocationId().equals(first)) {
            futures.put(first, future);
          } else {
            future.complete(Stage.success("ok"));
          }
          return future;
        };
    start(100, 1_000_000_000, Duration.ofSeconds(10), P0);
    send(P0, 1_000);
    Stage.until("commit", () -> committed(P0) == 1_000);
    assertEquals(Set.of("t-0@0"), desk.log.keySet());
    futures.get(first).complete(Stage.success("ok"));
    Stage.until("entry ended", () -> desk.log.isEmpty());
    assertEquals(1_000, stage.calls.size());
  }

  @Test
  void aRecordThatIsGoneWhenItsInvocationGoesOnIsADeadLetter() {
    stage.register(paused().build(), Stage.places(1));
    start(P0);
    send(P0, 1);
    Stage.until("commit", () -> committed(P0) == 1);
    desk.records.clear();
    stage.register(Stage.spec(1).build(), Stage.places(1));
    Stage.until("dead letter", () -> stage.poisons.size() == 1);
    assertEquals(Code.PAYLOAD_LOST, stage.poisons.getFirst().problem().code());
    Stage.until("entry ended", () -> desk.log.isEmpty());
  }

  @Test
  void whoGetsNoRetryWaitsUntilTheBudgetHasOne() {
    stage.close();
    desk.close();
    stage = new Stage(new Loads(), new RetryBudget.Size(100, 0));
    desk = new Desk(stage.terminal);
    stage.register(Stage.spec(3).build(), Stage.places(10, 10, 10));
    stage.script =
        call ->
            Stage.now(
                stage.calls.size() <= 2 ? Stage.unavailable() : Stage.success(call.invocationId()));
    start(P0);
    send(P0, 1);
    Stage.until("commit", () -> committed(P0) == 1);
    assertEquals(Reason.WAITING_TO_RETRY, desk.written().getLast().reason());
    assertEquals(0, stage.answered(), "its first attempt has paid for one retry");
    send(P0, 1);
    Stage.until("answers", () -> stage.answered() == 2);
    assertEquals(4, stage.calls.size());
    assertEquals(3, stage.calls.getLast().attempt());
    Stage.until("entry ended", () -> desk.log.isEmpty());
  }

  @Test
  void aPartitionWithTooManyParkedIsPaused() {
    rules = new ParkingRules(60_000, 100, 5);
    stage.register(paused().build(), Stage.places(1));
    start(P0);
    send(P0, 5);
    Stage.until("pause", () -> consumer.paused().equals(Set.of(P0)));
    stage.register(Stage.spec(1).build(), Stage.places(1));
    Stage.until("resume", () -> consumer.paused().isEmpty());
    Stage.until("answers", () -> stage.answered() == 5);
  }

  // Partitions whose owner was lost, or not.

  @Test
  void whatALostOwnerMayHaveBegunSinceItsLastCommitIsMarkedBeforeItIsCalled() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    consumer.end = 2;
    start();
    consumer.commitSync(Map.of(P0, new OffsetAndMetadata(0, "o")));
    assign(P0);
    send(P0, 3);
    Stage.until("answers", () -> stage.answered() == 3);
    var started =
        desk.written().stream().map(Parked::crashes).sorted(Comparator.reverseOrder()).toList();
    assertEquals(List.of(2, 2), started, "the loss, and the one that would be next");
  }

  @Test
  void anOwnerSaysThatItIsAtWorkBeforeItCallsAndThatItHasEndedWhenItGoes() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    stage.script =
        _ -> {
          assertEquals("o", consumer.metadata.get(P0));
          return Stage.now(Stage.success("ok"));
        };
    start(P0);
    assertEquals("o", consumer.metadata.get(P0));
    send(P0, 1);
    Stage.until("answers", () -> stage.answered() == 1);
    assertEquals(List.of(), desk.written(), "nobody was lost");
    intake.close();
    assertEquals("", consumer.metadata.get(P0));
    assertEquals(1, committed(P0));
  }

  // Partitions that go.

  private CompletableFuture<Void> revoke() {
    var done = new CompletableFuture<Void>();
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of());
          done.complete(null);
        });
    return done;
  }

  private static void join(CompletableFuture<Void> future) {
    future.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void whatIsInFlightMayEndBeforeAPartitionGoes() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    start(P0);
    send(P0, 3);
    Stage.until("one calls, two wait", () -> stage.meters.waiting().get() == 2);
    var revoked = revoke();
    Stage.until("retired", () -> stage.meters.waiting().get() == 0);
    assertFalse(revoked.isDone(), "the call is waited for");
    futures.get(id(P0, 0)).complete(Stage.success("ok"));
    join(revoked);
    assertEquals(1, committed(P0), "what ended was committed");
    assertEquals(1, stage.calls.size(), "nothing more began");
    assertEquals(1, stage.answers.size());
  }

  @Test
  void whoGivesUpInsteadOfTryingAgainIsNotWaitedFor() {
    stage.register(Stage.spec(3).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    start(1_000, 1_000_000_000, Duration.ofSeconds(60), P0);
    send(P0, 2);
    Stage.until("one calls, one waits", () -> stage.meters.waiting().get() == 1);
    var revoked = revoke();
    Stage.until("retired", () -> stage.meters.waiting().get() == 0);
    futures.get(id(P0, 0)).complete(Stage.unavailable());
    join(revoked);
    assertEquals(1, committed(P0), "its state is in the log of the parked");
    assertEquals(1, desk.written().getFirst().attempts());
    assertEquals(List.of(), stage.answers);
  }

  @Test
  void orderedFollowersStayBehindWhenTheirPartitionGoes() {
    var spec = Stage.spec(3).setOrder(Order.KEY);
    spec.getRetryBuilder().setBackoffMinMs(60_000);
    stage.register(spec.build(), Stage.places(9));
    stage.script = _ -> Stage.now(new CallResult.Unavailable("down", Duration.ofSeconds(60)));
    start(P0);
    for (int i = 0; i < 50; i++) {
      consumer.addRecord(record(P0, new byte[100], "key", true));
    }
    Stage.until("call", () -> stage.calls.size() == 1);
    Stage.until("bytes", () -> stage.meters.heldBytes().get() == 50 * 103);
    join(revoke());
    assertEquals(1, stage.calls.size());
    assertTrue(committed(P0) <= 1, "the head may be parked, the others are not done");
  }

  @Test
  void theDrainIsBoundedAndALateEndTouchesNothing() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    start(1_000, 1_000_000_000, Duration.ofMillis(50), P0);
    send(P0, 1);
    Stage.until("call", () -> futures.size() == 1);
    join(revoke());
    assertEquals(0, stage.meters.heldBytes().get());
    futures.get(id(P0, 0)).complete(Stage.success("late"));
    Stage.until("answer", () -> stage.answers.size() == 1);
    Stage.until("place", () -> stage.loads.inFlight() == 0);
    int polls = consumer.polls.get();
    Stage.until("more polls", () -> consumer.polls.get() > polls + 50);
    assertTrue(committed(P0) <= 0);
    assertEquals(0, stage.meters.heldBytes().get());
  }

  @Test
  void aPartitionThatComesBackGoesOnWhereTheCommitSays() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(10));
    var futures = hold();
    start(1_000, 1_000_000_000, Duration.ofMillis(50), P0);
    send(P0, 4);
    Stage.until("calls", () -> futures.size() == 4);
    for (long offset : new long[] {0, 2}) {
      futures.get(id(P0, offset)).complete(Stage.success("ok"));
    }
    Stage.until("commit", () -> committed(P0) == 1);
    join(revoke());
    futures.values().forEach(future -> future.complete(Stage.success("too late")));
    Stage.until("places", () -> stage.loads.inFlight() == 0);
    futures.clear();
    assign(P0);
    for (int offset = 1; offset < 4; offset++) {
      next.put(P0, (long) offset);
      consumer.addRecord(record(P0, new byte[100], null, true));
    }
    Stage.until("calls", () -> futures.size() == 2);
    assertEquals(
        Set.of(id(P0, 1), id(P0, 3)), futures.keySet(), "the one done beyond is not run again");
    futures.values().forEach(future -> future.complete(Stage.success("ok")));
    Stage.until("commit", () -> committed(P0) == 4);
  }

  @Test
  void closingCommitsWhatEndedEvenIfWoken() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(10));
    var futures = hold();
    start(P0);
    send(P0, 1);
    Stage.until("call", () -> futures.size() == 1);
    consumer.wakeUpsOfCommits.set(1);
    consumer.asynchronously = false;
    var closing = CompletableFuture.runAsync(() -> intake.close());
    futures.get(id(P0, 0)).complete(Stage.success("ok"));
    join(closing);
    assertEquals(1, committed(P0));
  }

  @Test
  void closingPollsARebalanceToItsEndAndCommitsWhatEnded() {
    start(P0);
    consumer.asynchronously = false;
    stage.register(Stage.spec(1).build(), Stage.places(10));
    send(P0, 3);
    Stage.until("answers", () -> stage.answers.size() == 3);
    consumer.rebalanceAtCommit = true;
    intake.close();
    assertEquals(3, committed(P0));
  }

  @Test
  void aCommitThatWasNotConfirmedIsRepeatedWhenItsPartitionGoes() {
    start(P0);
    consumer.asynchronously = false;
    stage.register(Stage.spec(1).build(), Stage.places(10));
    send(P0, 3);
    Stage.until("attempt to commit", () -> consumer.unconfirmed == 3);
    assign(P1);
    assertEquals(3, committed(P0));
  }
}
