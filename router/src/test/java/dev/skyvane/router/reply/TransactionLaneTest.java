package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.reply.TransactionLane.Companions;
import dev.skyvane.router.reply.TransactionLane.Progress;
import dev.skyvane.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TransactionLaneTest {
  private static final TopicPartition SOURCE = new TopicPartition("requests", 3);
  private static final String PARKED = "parked";

  private TransactionalProducer producer = new TransactionalProducer();
  private final Map<String, List<Optional<Exception>>> told = new ConcurrentHashMap<>();
  private final Map<String, Integer> committedWhenTold = new ConcurrentHashMap<>();
  private final List<String> built = new CopyOnWriteArrayList<>();
  private final Set<String> unbuildable = new HashSet<>();
  private final List<List<Long>> asked = new CopyOnWriteArrayList<>();
  private final Queue<CompletableFuture<Map<TopicPartition, OffsetAndMetadata>>> answers =
      new ConcurrentLinkedQueue<>();
  private TransactionLane lane = lane(null);

  @AfterEach
  void everyDraftIsToldAtMostOnce() {
    producer.letAllCommit();
    lane.close();
    told.forEach((name, outcomes) -> assertEquals(1, outcomes.size(), name));
    assertTrue(producer.closed());
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10))
        .until(condition);
  }

  private TransactionLane lane(@Nullable Progress progress) {
    return new TransactionLane(
        "test",
        producer,
        new Companions(
            offset -> new ProducerRecord<>(PARKED, Long.toString(offset).getBytes(UTF_8), null),
            progress,
            () -> {
              if (progress == null) {
                throw new IllegalStateException("nobody's progress is committed");
              }
              return new ConsumerGroupMetadata("group");
            }));
  }

  /** The lane commits offsets with its records. */
  private void exactlyOnce() {
    lane.close();
    producer = new TransactionalProducer();
    lane =
        lane(
            offsets -> {
              asked.add(Arrays.stream(offsets).boxed().toList());
              var answer = answers.poll();
              return answer == null ? CompletableFuture.completedFuture(upTo(offsets)) : answer;
            });
  }

  private static Map<TopicPartition, OffsetAndMetadata> upTo(long... offsets) {
    return Map.of(
        SOURCE, new OffsetAndMetadata(Arrays.stream(offsets).max().orElse(-1) + 1, "with"));
  }

  private void put(String name) {
    put(name, Release.NOTHING);
  }

  private void put(String name, Release release) {
    lane.put(
        new Draft(
            () -> {
              built.add(name);
              if (unbuildable.contains(name)) {
                throw new IllegalArgumentException("no form for " + name);
              }
              return new ProducerRecord<>("replies", name.getBytes(UTF_8), new byte[1]);
            },
            release,
            failure -> {
              committedWhenTold.put(name, producer.transactions().size());
              told.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>())
                  .add(Optional.ofNullable(failure));
            }));
  }

  private void untilTold(String... names) {
    until("told", () -> told.keySet().containsAll(List.of(names)));
  }

  /** Why a draft was not written; null where it was. */
  private @Nullable Exception outcome(String name) {
    return told.get(name).getFirst().orElse(null);
  }

  private void assertWritten(String... names) {
    for (var name : names) {
      assertNull(outcome(name), name);
    }
  }

  private List<Map<TopicPartition, OffsetAndMetadata>> offsets() {
    return producer.consumerGroupOffsetsHistory().stream().map(each -> each.get("group")).toList();
  }

  /** Begins a transaction with a record of this name, which is not committed yet. */
  private void holdTransaction(String name) {
    producer.holdCommits();
    put(name);
    until("commit under way", () -> producer.waiting() == 1);
  }

  // Writing.

  @Test
  void aDraftIsToldOnceItsTransactionIsCommittedAndNotBefore() {
    holdTransaction("a");
    assertEquals(Map.of(), told);
    assertEquals(List.of(), producer.history());
    producer.letAllCommit();
    untilTold("a");
    assertWritten("a");
    assertEquals(List.of(List.of("a")), producer.transactions());
    assertEquals(1, committedWhenTold.get("a"));
    assertNull(lane.broken());
  }

  @Test
  void whatIsPutWhileATransactionIsUnderWaySharesTheNext() {
    holdTransaction("a");
    put("b");
    put("c");
    put("d");
    producer.letAllCommit();
    untilTold("a", "b", "c", "d");
    assertWritten("a", "b", "c", "d");
    assertEquals(List.of(List.of("a"), List.of("b", "c", "d")), producer.transactions());
    assertEquals(1, committedWhenTold.get("a"));
    assertEquals(2, committedWhenTold.get("b"));
  }

  @Test
  void aRefusedTombstoneLeavesItsRecordOutAndHoldsUpNoOther() {
    exactlyOnce();
    producer.refuses("tombstone 7");
    holdTransaction("first");
    put("a", new Release(6, true));
    put("b", new Release(7, true));
    put("c", new Release(8, true));
    producer.letAllCommit();
    untilTold("first", "a", "b", "c");
    assertWritten("first", "a", "c");
    assertTrue(outcome("b").getMessage().contains("can't be ended"), outcome("b").getMessage());
    assertEquals(List.of("a", "6", "c", "8"), producer.transactions().getLast());
    assertNull(lane.broken());
  }

  @Test
  void anInterruptedLaneIsNotFenced() {
    holdTransaction("a");
    lane.close();
    until("closed", () -> producer.closed());
    assertNull(lane.broken());
  }

  @Test
  void aTransactionHoldsSoManyAndNoMore() {
    holdTransaction("first");
    var names = IntStream.range(0, 4_500).mapToObj(Integer::toString).toList();
    names.forEach(this::put);
    producer.letAllCommit();
    untilTold(names.toArray(String[]::new));
    assertEquals(
        List.of(1, 2_000, 2_000, 500), producer.transactions().stream().map(List::size).toList());
    assertEquals(names, producer.transactions().stream().skip(1).flatMap(List::stream).toList());
  }

  // What goes with the records.

  @Test
  void theOffsetsOfWhatIsWrittenAreCommittedWithIt() {
    exactlyOnce();
    holdTransaction("a");
    put("b", new Release(7, false));
    put("c");
    put("d", new Release(9, false));
    producer.letAllCommit();
    untilTold("a", "b", "c", "d");
    assertEquals(List.of(List.of(), List.of(7L, 9L)), asked);
    assertEquals(List.of(upTo(), upTo(7, 9)), offsets());
    assertEquals(2, producer.transactions().size());
  }

  @Test
  void offsetsAreNotSentWhereProgressIsCommittedOtherwise() {
    put("a", new Release(7, false));
    untilTold("a");
    assertWritten("a");
    assertFalse(producer.sentOffsets());
  }

  @Test
  void offsetsWaitWithTheirRecordsForTheLoop() {
    exactlyOnce();
    var answer = new CompletableFuture<Map<TopicPartition, OffsetAndMetadata>>();
    answers.add(answer);
    put("a", new Release(7, false));
    until("asked", () -> asked.size() == 1);
    assertEquals(List.of(), producer.history());
    answer.complete(upTo(7));
    untilTold("a");
    assertWritten("a");
    assertEquals(List.of(upTo(7)), offsets());
  }

  @Test
  void withoutAnAnswerOfTheLoopTheTransactionIsTriedAgain() {
    exactlyOnce();
    answers.add(CompletableFuture.failedFuture(new IllegalStateException("no answer")));
    put("a", new Release(7, false));
    untilTold("a");
    assertWritten("a");
    assertEquals(List.of(List.of(7L), List.of(7L)), asked);
    assertEquals(1, producer.aborted());
    assertEquals(List.of(List.of("a")), producer.transactions());
    assertEquals(List.of(upTo(7)), offsets());
  }

  @Test
  void theEntryOfAParkedOneEndsInTheSameTransaction() {
    holdTransaction("a");
    put("b", new Release(41, true));
    put("c", new Release(42, false));
    producer.letAllCommit();
    untilTold("a", "b", "c");
    assertWritten("a", "b", "c");
    assertEquals(List.of(List.of("a"), List.of("b", "41", "c")), producer.transactions());
    var tombstone =
        producer.history().stream().filter(record -> record.topic().equals(PARKED)).toList();
    assertEquals(1, tombstone.size());
    assertNull(tombstone.getFirst().value());
  }

  // Records that can't be written.

  @Test
  void whatCantBeBuiltIsToldAndTheOthersAreWritten() {
    exactlyOnce();
    holdTransaction("a");
    unbuildable.add("c");
    put("b", new Release(1, false));
    put("c", new Release(2, true));
    put("d", new Release(3, false));
    producer.letAllCommit();
    untilTold("a", "b", "c", "d");
    assertWritten("a", "b", "d");
    assertEquals(
        "no form for c",
        assertThrows(IllegalArgumentException.class, () -> fail("c")).getMessage());
    assertEquals(
        List.of(List.of("a"), List.of("b", "d")),
        producer.transactions(),
        "neither record nor tombstone");
    assertEquals(List.of(List.of(), List.of(1L, 3L)), asked);
    assertEquals(0, producer.aborted());
  }

  private void fail(String name) throws Exception {
    var outcome = outcome(name);
    if (outcome != null) {
      throw outcome;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatKafkaRefusesIsToldAndTheOthersAreWrittenAnew(boolean whenCommitting) {
    exactlyOnce();
    if (whenCommitting) {
      producer.refusesWhenCommitting();
    }
    producer.refuses("c");
    holdTransaction("a");
    put("b", new Release(1, true));
    put("c", new Release(2, true));
    put("d", new Release(3, false));
    producer.letAllCommit();
    untilTold("a", "b", "c", "d");
    assertWritten("a", "b", "d");
    assertThrows(RecordTooLargeException.class, () -> fail("c"));
    assertEquals(List.of(List.of("a"), List.of("b", "1", "d")), producer.transactions());
    assertEquals(1, producer.aborted());
    assertEquals(List.of(1L, 3L), asked.getLast());
    assertEquals(List.of(upTo(), upTo(1, 3)), offsets());
    assertEquals(List.of("a", "b", "c"), built.subList(0, 3));
    assertEquals(1, built.stream().filter("c"::equals).count(), "it is not tried again");
    assertNull(lane.broken());
  }

  @Test
  void whereNothingIsLeftOfATransactionNothingIsCommitted() {
    producer.refuses("a");
    put("a");
    untilTold("a");
    assertThrows(RecordTooLargeException.class, () -> fail("a"));
    put("b");
    untilTold("b");
    assertWritten("b");
    assertEquals(List.of(List.of("b")), producer.transactions());
  }

  // Commits that fail.

  @Test
  void aCommitThatFailsForNoRecordsReasonIsTriedAgain() {
    producer.failsCommits(
        new KafkaException("moved", new NotCoordinatorException("moving")),
        new KafkaException("still moving"));
    put("a");
    untilTold("a");
    assertWritten("a");
    assertEquals(List.of("a", "a", "a"), built);
    assertEquals(2, producer.aborted());
    assertEquals(List.of(List.of("a")), producer.transactions());
  }

  /** It may be committed already: to abort it, or to write its records again, would be wrong. */
  @Test
  void aCommitInDoubtIsAskedForAgainAndNothingIsWrittenTwice() {
    producer.failsCommits(new TimeoutException("slow"), new TimeoutException("slow"));
    put("a");
    untilTold("a");
    assertWritten("a");
    assertEquals(List.of("a"), built);
    assertEquals(0, producer.aborted());
    assertEquals(List.of(List.of("a")), producer.transactions());
  }

  static Stream<KafkaException> fencing() {
    return Stream.of(
        new ProducerFencedException("another owner"),
        new InvalidProducerEpochException("another owner"),
        new OutOfOrderSequenceException("another owner"),
        new KafkaException("in error", new ProducerFencedException("another owner")),
        new KafkaException("in error", new InvalidProducerEpochException("another owner")));
  }

  private void assertBroken(Exception why) {
    until("end", producer::closed);
    assertSame(why, lane.broken());
    put("too late");
    lane.close();
    assertEquals(Map.of(), told, "nobody is told: the new owner knows better");
    assertEquals(List.of(), producer.history());
    assertEquals(List.of(), producer.transactions());
    assertFalse(built.contains("too late"));
  }

  @ParameterizedTest
  @MethodSource("fencing")
  void whoIsFencedWhenCommittingWritesNothingMoreAndTellsNobody(KafkaException fenced) {
    producer.failsCommits(fenced);
    put("a", new Release(1, true));
    assertBroken(fenced);
    assertEquals(List.of("a"), built);
  }

  @ParameterizedTest
  @MethodSource("fencing")
  void whoIsFencedWhenBeginningWritesNothingAndTellsNobody(KafkaException fenced) {
    producer.beginTransactionException = fenced;
    put("a");
    assertBroken(fenced);
    assertEquals(List.of(), built);
  }

  @Test
  void whoIsFencedWhenSendingOffsetsTellsNobody() {
    exactlyOnce();
    var fenced = new ProducerFencedException("another owner");
    producer.sendOffsetsToTransactionException = fenced;
    put("a", new Release(1, false));
    assertBroken(fenced);
  }

  @Test
  void whoCantAbortWritesNothingMore() {
    var failure = new KafkaException("failed");
    producer.failsCommits(failure);
    producer.abortTransactionException = new KafkaException("neither");
    put("a");
    assertBroken(failure);
  }

  // Beginning and end.

  @Test
  void whoMayNotBeginClosesTheProducer() {
    lane.close();
    producer = new TransactionalProducer();
    var refused = new TransactionalIdAuthorizationException("not yours");
    producer.initTransactionException = refused;
    assertSame(refused, assertThrows(KafkaException.class, () -> lane(null)));
    assertTrue(producer.closed());
  }

  @Test
  void closingWritesWhatIsQueued() {
    var names = IntStream.range(0, 5_000).mapToObj(Integer::toString).toArray(String[]::new);
    for (var name : names) {
      put(name);
    }
    lane.close();
    assertEquals(names.length, told.size());
    assertWritten(names);
    assertEquals(List.of(names), producer.transactions().stream().flatMap(List::stream).toList());
    assertTrue(producer.closed());
  }

  @Test
  void closingAnIdleLaneIsQuick() {
    put("a");
    untilTold("a");
    long since = System.nanoTime();
    lane.close();
    var took = Duration.ofNanos(System.nanoTime() - since);
    assertTrue(took.toMillis() < 1_000, took::toString);
    assertTrue(producer.closed());
    assertEquals(1, producer.transactions().size(), "no transaction of nothing");
    assertNull(lane.broken());
  }

  @Test
  void closingGivesUpACommitThatHangs() {
    holdTransaction("a");
    long since = System.nanoTime();
    lane.close();
    var took = Duration.ofNanos(System.nanoTime() - since);
    assertTrue(took.toMillis() < 4_000, took::toString);
    until("end", producer::closed);
    assertEquals(Map.of(), told);
    assertEquals(List.of(), producer.history());
  }

  @Test
  void closingGivesUpACommitInDoubt() {
    producer.alwaysInDoubt();
    put("a");
    until("asked again", () -> producer.commits() >= 2);
    lane.close();
    until("end", producer::closed);
    assertEquals(Map.of(), told, "nobody knows whether it is written");
    assertEquals(List.of("a"), built);
  }

  // All at once.

  /** Whatever is refused, can't be built or is not committed: each is told once, and truly. */
  @Test
  void eachIsToldOnceAndTruly() {
    exactlyOnce();
    var random = Seed.fresh().generator();
    var names = IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
    var refused = new HashSet<String>();
    for (var name : names) {
      switch (random.nextInt(60)) {
        case 0 -> unbuildable.add(name);
        case 1 -> refused.add(name);
        default -> {}
      }
    }
    producer.refuses(refused.toArray(String[]::new));
    producer.failsCommits(new KafkaException("failed"), new TimeoutException("slow"));
    for (int i = 0; i < names.size(); i++) {
      put(names.get(i), new Release(i, i % 7 == 0));
      if (random.nextInt(50) == 0) {
        untilTold(names.get(i));
      }
    }
    untilTold(names.toArray(String[]::new));
    var expected = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      if (unbuildable.contains(name)) {
        assertThrows(IllegalArgumentException.class, () -> fail(name));
      } else if (refused.contains(name)) {
        assertThrows(RecordTooLargeException.class, () -> fail(name));
      } else {
        assertWritten(name);
        expected.add(name);
        if (i % 7 == 0) {
          expected.add(Integer.toString(i));
        }
      }
    }
    assertEquals(expected, producer.transactions().stream().flatMap(List::stream).toList());
    long last =
        LongStream.range(0, names.size())
            .filter(i -> expected.contains(Long.toString(i)))
            .max()
            .orElseThrow();
    assertTrue(offsets().contains(upTo(last)));
  }
}
