package dev.skyvane.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.testkit.Seed;
import dev.skyvane.testkit.guarantee.Buried;
import dev.skyvane.testkit.guarantee.Expected;
import dev.skyvane.testkit.guarantee.Published;
import dev.skyvane.testkit.load.Draft;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Invocations drawn from a mix: plain and Avro, ordered and not, and now and then a record that
 * can't be decoded or whose reply can't be delivered. Drafts are asked for by one thread.
 */
final class Work {
  /** How long the routers of a site wait for a schema that the registry does not know. */
  static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(1);

  /** Most bytes of a record in the topic that is too small. */
  static final int SMALL_BYTES = 1_024;

  private static final String UNKNOWN_SCHEMA = "unknown-schema";

  /** Function of those invocations that wait, however well everything works. */
  static final String WAITS = function(UNKNOWN_SCHEMA);

  private static final int KEYS = 12;
  private static final int UNKNOWN_SCHEMA_ID = 999_983;
  private static final int AVRO_HEADER_BYTES = 5;
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  /** Twice the longest time between two questions about a function or a schema. */
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(2);

  /** Failures that are a dead letter where nobody waits for a reply. */
  private static final Set<String> FAILURES =
      Set.of("unknown-function", "attempts-exhausted", "deadline-exceeded");

  /**
   * Topics of replies.
   *
   * @param replies allowed and there
   * @param small allowed and there, and takes no record over {@link #SMALL_BYTES}
   */
  record ReplyTopics(String replies, String small) {}

  private final TopicNames topics;
  private final ReplyTopics replyTopics;
  private final Serializer<Invocation> avro;
  private final Shape shape;
  private final RandomGenerator random;
  private volatile Mix mix;
  private final String prefix;
  private final byte[] atLimit;
  private final Expected sameAtLimit;

  Work(
      TopicNames topics,
      ReplyTopics replyTopics,
      Serializer<Invocation> avro,
      Shape shape,
      Seed seed) {
    this.topics = topics;
    this.replyTopics = replyTopics;
    this.avro = avro;
    this.shape = shape;
    this.mix = shape.mix();
    this.random = seed.generator();
    this.prefix = Long.toHexString(seed.value()) + "-";
    this.atLimit = new byte[shape.payloadLimit()];
    random.nextBytes(atLimit);
    this.sameAtLimit = Expected.result(atLimit);
  }

  /** Draws from another mix from now on; any thread. */
  void change(Mix other) {
    mix = other;
  }

  Draft draft(int number) {
    return switch (mix.draw(random)) {
      case ORDERED -> call(number, Functions.ORDERED);
      case ECHO -> call(number, Functions.ECHO);
      case SLEEPY -> call(number, Functions.SLEEPY);
      case CONFINED -> call(number, Functions.CONFINED);
      case FAILING -> call(number, Functions.FAILING);
      case HANGING -> call(number, Functions.HANGING);
      case UNKNOWN_FUNCTION -> call(number, Functions.UNKNOWN);
      case NOT_AVRO -> poison(number, notAvro(), "undecodable", Duration.ZERO);
      case BROKEN_AVRO -> poison(number, brokenAvro(number), "undecodable", Duration.ZERO);
      case UNKNOWN_SCHEMA ->
          poison(
              number,
              unknownSchema(),
              UNKNOWN_SCHEMA,
              // Asked for once a second.
              SCHEMA_PATIENCE.plus(ASKED_AGAIN));
      case REPLY_TOPIC_MISSING -> misdirected(number, "no-such-replies", "reply-undeliverable");
      case REPLY_TOPIC_FORBIDDEN ->
          misdirected(number, topics.of(Topic.FUNCTIONS), "reply-topic-forbidden");
      case REPLY_TOPIC_TOO_SMALL -> tooLargeForItsTopic(number);
      case AT_LIMIT -> bulky(number, atLimit, sameAtLimit);
      case OVER_LIMIT ->
          bulky(
              number,
              Arrays.copyOf(atLimit, atLimit.length + 1),
              Expected.ending("payload-too-large"));
    };
  }

  private Draft call(int number, Functions function) {
    var call = function.next(number, random);
    return random.nextInt(3) == 0
        ? avro(number, function, call)
        : plain(number, function, call, replyTopics.replies(), call.expected());
  }

  private Draft misdirected(int number, String replyTo, String reason) {
    var call = Functions.ECHO.next(number, random);
    var expected = Expected.ending(Buried.ending(reason));
    return plain(number, Functions.ECHO, call, replyTo, expected);
  }

  private Draft tooLargeForItsTopic(int number) {
    var bytes = new byte[SMALL_BYTES];
    random.nextBytes(bytes);
    var call =
        new Functions.Call(
            "\"" + HexFormat.of().formatHex(bytes) + "\"",
            Expected.ending(Buried.ending("reply-undeliverable")));
    return plain(number, Functions.ECHO, call, replyTopics.small(), call.expected());
  }

  private Draft bulky(int number, byte[] payload, Expected expected) {
    return plain(number, Functions.BULKY, null, payload, BYTES, replyTopics.replies(), expected);
  }

  /** In place of a function's name, which nobody can read. */
  private static String function(String reason) {
    return "(" + reason + ")";
  }

  private Draft poison(int number, byte[] bytes, String reason, Duration schedule) {
    var record = new ProducerRecord<byte[], byte[]>(topics.of(Topic.INVOCATIONS), bytes);
    return new Draft(
        new Published(
            prefix + number,
            function(reason),
            null,
            Set.of(),
            shape.timeout(),
            schedule,
            Expected.ending(Buried.ending(reason))),
        record,
        false);
  }

  private byte[] notAvro() {
    var bytes = new byte[random.nextInt(1, 200)];
    random.nextBytes(bytes);
    // Neither a header nor Avro's first byte: nothing can decode it.
    bytes[0] = (byte) (1 + Math.floorMod(bytes[0], 100));
    return bytes;
  }

  private byte[] brokenAvro(int number) {
    var call = Functions.ECHO.next(number, random);
    var whole = invocation(number, Functions.ECHO, call, null, false);
    return Arrays.copyOf(whole, random.nextInt(AVRO_HEADER_BYTES, AVRO_HEADER_BYTES + 6));
  }

  private byte[] unknownSchema() {
    var bytes = new byte[random.nextInt(AVRO_HEADER_BYTES, 100)];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).put((byte) 0).putInt(UNKNOWN_SCHEMA_ID);
    return bytes;
  }

  private Draft plain(
      int number, Functions function, Functions.Call call, String replyTo, Expected expected) {
    return plain(
        number, function, key(function), call.payload().getBytes(UTF_8), JSON, replyTo, expected);
  }

  private Draft plain(
      int number,
      Functions function,
      @Nullable String key,
      byte[] payload,
      String contentType,
      String replyTo,
      Expected expected) {
    var record = new ProducerRecord<>(topics.of(Topic.INVOCATIONS), bytes(key), payload);
    header(record, "skyvane-function", function.text);
    header(record, "skyvane-id", prefix + number);
    header(record, "skyvane-reply-to", replyTo);
    header(record, "content-type", contentType);
    return new Draft(published(number, function, key, expected), record, true);
  }

  private Draft avro(int number, Functions function, Functions.Call call) {
    var key = key(function);
    // Every other one names no topic and is answered on the default one.
    boolean named = random.nextBoolean();
    var record =
        new ProducerRecord<>(
            topics.of(Topic.INVOCATIONS),
            bytes(key),
            invocation(number, function, call, key, named));
    return new Draft(published(number, function, key, heard(call.expected(), named)), record, true);
  }

  private byte[] invocation(
      int number, Functions function, Functions.Call call, @Nullable String key, boolean named) {
    return avro.serialize(
        topics.of(Topic.INVOCATIONS),
        Invocation.newBuilder()
            .setId(prefix + number)
            .setFunction(function.text)
            .setPayload(ByteBuffer.wrap(call.payload().getBytes(UTF_8)))
            .setContentType(JSON)
            .setOrderingKey(key)
            .setReplyTo(named ? replyTopics.replies() : null)
            .build());
  }

  /** A failure that nobody waits for is a dead letter. */
  private static Expected heard(Expected expected, boolean named) {
    if (named) {
      return expected;
    }
    var endings =
        expected.endings().stream()
            .map(ending -> FAILURES.contains(ending) ? Buried.ending(ending) : ending)
            .collect(Collectors.toSet());
    return new Expected(endings, expected.result());
  }

  private Published published(
      int number, Functions function, @Nullable String key, Expected expected) {
    var all =
        shape.providersFail()
            ? expected.or(Functions.PROVIDERS_DOWN).or(Functions.PROVIDERS_DOWN_UNHEARD)
            : expected;
    return new Published(
        prefix + number,
        function.text,
        key,
        Set.copyOf(function.regions()),
        shape.timeout(),
        function == Functions.UNKNOWN ? ASKED_AGAIN : shape.deadline(),
        all);
  }

  private @Nullable String key(Functions function) {
    return function == Functions.ORDERED ? "key-" + random.nextInt(KEYS) : null;
  }

  private static byte @Nullable [] bytes(@Nullable String key) {
    return key == null ? null : key.getBytes(UTF_8);
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }
}
