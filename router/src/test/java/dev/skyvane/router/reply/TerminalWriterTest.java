package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.health.WriteAlert;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.ReplyAddress;
import dev.skyvane.router.request.ReplyAddress.Format;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Receipt;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TerminalWriterTest {
  private static final String DEAD = "skyvane.dead-letters";
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final byte[] VALUE = "the request".getBytes(UTF_8);

  private final ScriptedProducer producer = new ScriptedProducer();
  private final ScriptedAdmin brokers = new ScriptedAdmin();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger done = new AtomicInteger();
  private Serializer<DeadLetter> deadLetters = AvroBytes.serializer();
  private final SendLane lane = new SendLane("test", producer);
  private final Terminal writer =
      new Terminals(
              new ReplyTopics(brokers.admin(), TopicNames.DEFAULT, ".*replies.*"),
              AvroBytes.<Reply>serializer(),
              (topic, letter) -> deadLetters.serialize(topic, letter),
              DEAD,
              new RouterMeters(registry, () -> 0),
              new WriteAlert(System::nanoTime))
          .through(lane);

  TerminalWriterTest() {
    brokers.partitions.put("my-replies", 2);
  }

  @AfterEach
  void doneIsCalledOnce() {
    lane.close();
    assertTrue(done.get() <= 1, "done was called " + done + " times");
    assertTrue(producer.closed());
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10))
        .until(condition);
  }

  private static ConsumerRecord<byte[], byte[]> source(byte @Nullable [] value) {
    var record = new ConsumerRecord<>("t", 3, 9, KEY, value);
    record.headers().add("skyvane-function", "resize".getBytes(UTF_8)).add("empty", null);
    return record;
  }

  private static Request request(ReplyAddress reply) {
    return request(reply, VALUE);
  }

  private static Request request(ReplyAddress reply, byte[] value) {
    return new Request(
        new Coordinate("t", 3, 9),
        "id-1",
        "resize",
        "acme",
        ByteBuffer.wrap(value).asReadOnlyBuffer(),
        null,
        null,
        null,
        0,
        Need.NONE,
        null,
        reply,
        Map.of(),
        source(value));
  }

  private static ReplyAddress plain(String topic) {
    return new ReplyAddress(topic, true, null, Format.PLAIN, "c-1", null);
  }

  private static Receipt receipt() {
    return Receipt.newBuilder()
        .setAttempts(2)
        .setRegion("aws:eu-north-1")
        .setDeployment("d")
        .setQueueMs(1.23456)
        .setExecutionMs(50.0)
        .setNetworkMs(30.5)
        .setListCostUsd("0.000001033335")
        .setPolicy("minimize-cost")
        .setDataSource("catalog")
        .setCarbonSource("estimated")
        .setCarbonAgeMs(1500L)
        .build();
  }

  private static List<AttemptRecord> attempts(int count) {
    return java.util.stream.IntStream.rangeClosed(1, count)
        .mapToObj(
            number ->
                new AttemptRecord(
                    "a" + number, number, "d", Instant.EPOCH, 1.0, AttemptStatus.SUCCESS, null))
        .toList();
  }

  private static Answer result(String text) {
    return new Answer.FromFunction(
        ByteBuffer.wrap(text.getBytes(UTF_8)), "text/plain", null, receipt(), attempts(2));
  }

  private static Answer failed() {
    return new Answer.Failed(
        new Problem(Code.ATTEMPTS_EXHAUSTED, "all failed"), receipt(), attempts(2));
  }

  private ProducerRecord<byte[], byte[]> written(Request request, Answer answer) {
    writer.answer(request, answer, Release.NOTHING, done::incrementAndGet);
    until("done", () -> done.get() == 1);
    assertEquals(1, producer.history().size());
    return producer.history().getFirst();
  }

  private DeadLetter deadLetter(Request request, Answer answer) {
    return letter(written(request, answer));
  }

  private static DeadLetter letter(ProducerRecord<byte[], byte[]> record) {
    assertEquals(DEAD, record.topic());
    return AvroBytes.read(DeadLetter.class, record.value());
  }

  private static @Nullable String header(ProducerRecord<byte[], byte[]> record, String name) {
    return Wire.text(record.headers(), name);
  }

  private static byte[] bytes(@Nullable ByteBuffer buffer) {
    return ReplyRecords.bytes(buffer == null ? ByteBuffer.allocate(0) : buffer);
  }

  // Replies.

  @Test
  void aPlainRequestGetsItsResultAsTheValueAndTheFactsAsHeaders() {
    var record = written(request(plain("my-replies")), result("done"));
    assertEquals("my-replies", record.topic());
    assertNull(record.partition());
    assertEquals("id-1", new String(record.key(), UTF_8));
    assertEquals("done", new String(record.value(), UTF_8));
    assertEquals("ok", header(record, Wire.STATUS));
    assertEquals("id-1", header(record, Wire.INVOCATION_ID));
    assertEquals("c-1", header(record, Wire.CORRELATION_ID));
    assertEquals("text/plain", header(record, Wire.CONTENT_TYPE));
    assertEquals("aws:eu-north-1", header(record, "skyvane-region"));
    assertEquals("2", header(record, "skyvane-attempts"));
    assertEquals("1.235", header(record, "skyvane-queue-ms"));
    assertEquals("0.000001033335", header(record, "skyvane-cost-usd"));
    assertEquals("unknown", header(record, "skyvane-carbon-g"), "never 0, never left out");
    assertEquals("estimated", header(record, "skyvane-carbon-source"));
    assertEquals("1500", header(record, "skyvane-carbon-age-ms"));
    assertEquals(1, registry.get("skyvane.router.replies").tag("status", "ok").counter().count());
  }

  @Test
  void aPlainRequestGetsErrorsInWords() {
    var failed = written(request(plain("my-replies")), failed());
    assertEquals("failed", header(failed, Wire.STATUS));
    assertEquals("attempts-exhausted", header(failed, Wire.ERROR_CODE));
    assertEquals("all failed", header(failed, Wire.ERROR));
    assertEquals("all failed", new String(failed.value(), UTF_8));
  }

  @Test
  void anErrorOfTheFunctionIsGivenAsItIs() {
    var answer =
        new Answer.FromFunction(
            ByteBuffer.wrap("trace".getBytes(UTF_8)), null, "boom", receipt(), attempts(1));
    var record = written(request(plain("my-replies")), answer);
    assertEquals("function-error", header(record, Wire.STATUS));
    assertEquals("boom", header(record, Wire.ERROR));
    assertEquals("trace", new String(record.value(), UTF_8));
    assertNull(header(record, Wire.CONTENT_TYPE));
  }

  @Test
  void anAvroRequestGetsAnAvroReply() {
    var address = new ReplyAddress("my-replies", true, 1, Format.AVRO, "c-2", null);
    var record = written(request(address), result("done"));
    assertEquals(1, record.partition());
    assertEquals("c-2", header(record, Wire.CORRELATION_ID));
    var reply = AvroBytes.read(Reply.class, record.value());
    assertEquals("id-1", reply.getInvocationId());
    assertEquals("resize", reply.getFunction());
    assertEquals("c-2", reply.getCorrelationId());
    assertEquals(ReplyStatus.OK, reply.getStatus());
    assertEquals("done", new String(bytes(reply.getPayload()), UTF_8));
    assertEquals(receipt(), reply.getReceipt());
    assertNull(reply.getErrorCode());
  }

  @Test
  void anAvroErrorHasCodeAndWords() {
    var address = new ReplyAddress("my-replies", true, null, Format.AVRO, null, null);
    var reply = AvroBytes.read(Reply.class, written(request(address), failed()).value());
    assertEquals(ReplyStatus.FAILED, reply.getStatus());
    assertEquals("attempts-exhausted", reply.getErrorCode());
    assertEquals("all failed", reply.getErrorMessage());
    assertEquals(0, reply.getPayload().remaining());
  }

  @Test
  void springGetsItsCorrelationBackByteByByte() {
    byte[] id = {0, -1, 7};
    var address = new ReplyAddress("my-replies", true, 1, Format.PLAIN, null, id);
    var record = written(request(address), result("done"));
    assertArrayEquals(id, record.headers().lastHeader(Wire.SPRING_CORRELATION_ID).value());
    assertEquals(1, record.partition());
  }

  @Test
  void withoutAReplyTopicResultsGoToTheDefaultAndFailuresToTheDeadLetters() {
    var nobody = new ReplyAddress("skyvane.replies", false, null, Format.PLAIN, null, null);
    writer.answer(request(nobody), result("done"), Release.NOTHING, () -> {});
    until("reply", () -> producer.history().size() == 1);
    assertEquals("skyvane.replies", producer.history().getFirst().topic());
    assertEquals(0, brokers.asked.get());
    writer.answer(request(nobody), failed(), Release.NOTHING, done::incrementAndGet);
    until("done", () -> done.get() == 1);
    var letter = letter(producer.history().get(1));
    assertEquals("attempts-exhausted", letter.getReason());
    assertEquals("all failed", letter.getMessage());
    assertEquals(
        1,
        registry
            .get("skyvane.router.dead.letters")
            .tag("reason", "attempts-exhausted")
            .counter()
            .count());
  }

  // Replies that can't be written.

  private void undeliverable(Request request, String why) {
    var letter = deadLetter(request, result("the result"));
    assertEquals("reply-undeliverable", letter.getReason());
    assertTrue(letter.getMessage().contains(request.reply().topic()), letter.getMessage());
    assertTrue(letter.getMessage().contains(why), letter.getMessage());
    assertEquals("the result", new String(bytes(letter.getResult()), UTF_8));
    assertArrayEquals(VALUE, bytes(letter.getValue()));
    assertEquals(2, letter.getAttempts().size());
  }

  @Test
  void aReplyTopicThatDoesNotExist() {
    undeliverable(request(plain("other-replies")), "create it first");
  }

  @Test
  void aReplyPartitionThatDoesNotExist() {
    undeliverable(
        request(new ReplyAddress("my-replies", true, 2, Format.PLAIN, null, null)),
        "no partition 2, only 0 to 1");
  }

  @Test
  void aNegativeReplyPartition() {
    undeliverable(
        request(new ReplyAddress("my-replies", true, -1, Format.PLAIN, null, null)),
        "no partition -1");
  }

  @Test
  void aReplyThatIsTooLarge() {
    producer.failing(new RecordTooLargeException("too large"));
    undeliverable(request(plain("my-replies")), "too large");
  }

  @Test
  void aReplyTopicThatMayNotBeWritten() {
    producer.throwing().failing(new TopicAuthorizationException("not yours"));
    undeliverable(request(plain("my-replies")), "not yours");
  }

  @Test
  void aReplyTopicWhoseNameIsNone() {
    producer.failing(new InvalidTopicException("no name"));
    undeliverable(request(plain("my-replies")), "no name");
  }

  @Test
  void aReplyTopicThatMayNotBeSeen() {
    brokers.failures.put("hidden-replies", new TopicAuthorizationException("not yours"));
    undeliverable(request(plain("hidden-replies")), "not yours");
  }

  @Test
  void aReplyTopicThatIsGoneIsAskedForAnew() {
    written(request(plain("my-replies")), result("while it is there"));
    done.set(0);
    producer.clear();
    brokers.partitions.clear();
    producer.failing(new TimeoutException("not present in metadata"));
    undeliverable(request(plain("my-replies")), "create it first");
  }

  @Test
  void anErrorThatCantBeDeliveredIsInTheDeadLetter() {
    var letter = deadLetter(request(plain("other-replies")), failed());
    assertEquals("reply-undeliverable", letter.getReason());
    assertTrue(letter.getMessage().contains("attempts-exhausted: all failed"), letter.getMessage());
    assertNull(letter.getResult());
  }

  @Test
  void aForbiddenReplyTopicIsNeverWritten() {
    var refused =
        new Answer.Failed(
            new Problem(Code.REPLY_TOPIC_FORBIDDEN, "not allowed"), receipt(), List.of());
    for (var topic : List.of("secret", "skyvane.functions")) {
      done.set(0);
      producer.clear();
      assertEquals("reply-topic-forbidden", deadLetter(request(plain(topic)), refused).getReason());
    }
    assertEquals(0, brokers.asked.get());
  }

  @Test
  void whatMayPassIsTriedUntilItDoes() {
    producer.failing(
        new NotLeaderOrFollowerException("moving"), new TimeoutException("slow broker"));
    var record = written(request(plain("my-replies")), result("done"));
    assertEquals("my-replies", record.topic());
    assertEquals(3, producer.tried().size());
    assertEquals(2, registry.get("skyvane.router.writes.delayed").counter().count());
  }

  @Test
  void aLookupThatMayPassIsTriedUntilItDoes() {
    brokers.failures.put("my-replies", new TimeoutException("slow"));
    writer.answer(
        request(plain("my-replies")), result("done"), Release.NOTHING, done::incrementAndGet);
    until("asked again", () -> brokers.asked.get() >= 2);
    assertEquals(0, done.get());
    assertEquals(List.of(), producer.tried());
    brokers.failures.clear();
    until("done", () -> done.get() == 1);
  }

  // Dead letters.

  private void poison(byte @Nullable [] value) {
    writer.poison(
        source(value),
        "id-9",
        new Problem(Code.UNDECODABLE, "no form"),
        Release.NOTHING,
        done::incrementAndGet);
  }

  @Test
  void poisonIsKeptAsItWas() {
    poison(VALUE);
    until("done", () -> done.get() == 1);
    var letter = letter(producer.history().getFirst());
    assertEquals("id-9", new String(producer.history().getFirst().key(), UTF_8));
    assertEquals("t-3@9", letter.getCoordinate());
    assertEquals("undecodable", letter.getReason());
    assertNull(letter.getFunction());
    assertArrayEquals(KEY, bytes(letter.getKey()));
    assertArrayEquals(VALUE, bytes(letter.getValue()));
    assertEquals(2, letter.getHeaders().size());
    assertEquals("skyvane-function", letter.getHeaders().getFirst().getName());
    assertNull(letter.getHeaders().get(1).getValue());
    assertFalse(letter.getReduced());
    assertNull(letter.getValueSha256());
  }

  @Test
  void poisonWithoutAValueIsKeptToo() {
    poison(null);
    until("done", () -> done.get() == 1);
    assertNull(letter(producer.history().getFirst()).getValue());
  }

  @Test
  void aDeadLetterThatKafkaFindsTooLargeIsReduced() throws Exception {
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 7);
    producer.failing(new RecordTooLargeException("too large"));
    writer.answer(
        request(plain("other-replies"), large),
        result("result"),
        Release.NOTHING,
        done::incrementAndGet);
    until("done", () -> done.get() == 1);
    assertArrayEquals(large, bytes(letter(producer.tried().getFirst()).getValue()));
    var letter = letter(producer.history().getFirst());
    assertTrue(letter.getReduced());
    assertEquals(
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(large)),
        letter.getValueSha256());
    assertArrayEquals(Arrays.copyOf(large, 16 * 1024), bytes(letter.getValue()));
    assertEquals(List.of(), letter.getHeaders());
    assertNull(letter.getResult());
    assertEquals("t-3@9", letter.getCoordinate());
    assertEquals("reply-undeliverable", letter.getReason());
  }

  @Test
  void aReductionThatFailsIsTriedAgain() {
    var failed = new AtomicInteger();
    deadLetters =
        (_, letter) -> {
          if (letter.getReduced() && failed.getAndIncrement() == 0) {
            throw new RegistryUnavailableException("down", null);
          }
          return AvroBytes.write(letter);
        };
    producer.failing(new RecordTooLargeException("too large"));
    poison(VALUE);
    until("done", () -> done.get() == 1);
    assertTrue(letter(producer.history().getFirst()).getReduced());
    assertEquals(2, failed.get());
  }

  @Test
  void aDeadLetterOverTheTopicsLimitIsReducedBeforeItIsSentAndKeepsTheResult() {
    var request = request(plain("other-replies"), new byte[Topic.MAX_DEAD_LETTER_BYTES]);
    var letter = deadLetter(request, result("result"));
    assertEquals(1, producer.tried().size());
    assertTrue(letter.getReduced());
    assertEquals("result", new String(bytes(letter.getResult()), UTF_8));
  }

  @Test
  void deadLettersAreTriedUntilKafkaHasThem() {
    producer.failing(
        new TimeoutException("slow"), new TopicAuthorizationException("not yet granted"));
    poison(VALUE);
    until("first failure", () -> producer.tried().size() == 1);
    assertEquals(0, done.get());
    until("done", () -> done.get() == 1);
    assertEquals(3, producer.tried().size());
  }

  @Test
  void theOldestOfVeryManyAttemptsAreLeftOutAndCounted() {
    var nobody = new ReplyAddress("skyvane.replies", false, null, Format.PLAIN, null, null);
    var many =
        new Answer.Failed(new Problem(Code.DEADLINE_EXCEEDED, "late"), receipt(), attempts(1_003));
    var letter = deadLetter(request(nobody), many);
    assertEquals(1_000, letter.getAttempts().size());
    assertEquals(3, letter.getAttemptsOmitted());
    assertEquals(4, letter.getAttempts().getFirst().getNumber());
  }

  @Test
  void closingSendsWhatIsQueued() {
    var count = new AtomicInteger();
    for (int i = 0; i < 500; i++) {
      writer.answer(
          request(plain("my-replies")), result("done"), Release.NOTHING, count::incrementAndGet);
    }
    lane.close();
    assertEquals(500, count.get());
  }
}
