package dev.skyvane.router.chaos;

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
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A seeded mix of invocations: every function, plain and Avro, ordered and not, and now and then a
 * record that can't be decoded or whose reply can't be delivered. Used by one thread.
 */
final class Work {
  private static final int KEYS = 12;

  private final TopicNames topics;
  private final String replyTopic;
  private final Serializer<Invocation> avro;
  private final Duration timeout;
  private final boolean providersFail;
  private final RandomGenerator random;
  private final String prefix;

  /**
   * A mix.
   *
   * @param replyTopic allowed and there
   * @param timeout of an attempt, of every function
   * @param providersFail whether an invocation may end because its providers are down
   */
  Work(
      TopicNames topics,
      String replyTopic,
      Serializer<Invocation> avro,
      Duration timeout,
      boolean providersFail,
      Seed seed) {
    this.topics = topics;
    this.replyTopic = replyTopic;
    this.avro = avro;
    this.timeout = timeout;
    this.providersFail = providersFail;
    this.random = seed.generator();
    this.prefix = Long.toHexString(seed.value()) + "-";
  }

  Draft draft(int number) {
    int kind = random.nextInt(100);
    if (kind < 2) {
      return corrupt(number);
    } else if (kind < 4) {
      return misdirected(number, "no-such-replies", "reply-undeliverable");
    } else if (kind < 6) {
      return misdirected(number, topics.of(Topic.FUNCTIONS), "reply-topic-forbidden");
    }
    var function = function(kind);
    var call = function.next(number, random);
    return random.nextInt(3) == 0
        ? avro(number, function, call)
        : plain(number, function, call, replyTopic, call.expected());
  }

  private static Functions function(int kind) {
    if (kind < 40) {
      return Functions.ORDERED;
    } else if (kind < 66) {
      return Functions.ECHO;
    } else if (kind < 84) {
      return Functions.SLEEPY;
    } else if (kind < 94) {
      return Functions.CONFINED;
    } else if (kind < 99) {
      return Functions.FAILING;
    }
    return Functions.UNKNOWN;
  }

  private Draft misdirected(int number, String replyTo, String reason) {
    var call = Functions.ECHO.next(number, random);
    var expected = Expected.ending(Buried.ending(reason));
    return plain(number, Functions.ECHO, call, replyTo, expected);
  }

  private Draft corrupt(int number) {
    var bytes = new byte[random.nextInt(1, 200)];
    random.nextBytes(bytes);
    // Neither a header nor Avro's first byte: nothing can decode it.
    bytes[0] = (byte) (1 + Math.floorMod(bytes[0], 100));
    var record = new ProducerRecord<byte[], byte[]>(topics.of(Topic.INVOCATIONS), bytes);
    var expected = Expected.ending(Buried.ending("undecodable"));
    return new Draft(
        new Published(prefix + number, "(corrupt)", null, Set.of(), timeout, expected),
        record,
        false);
  }

  private Draft plain(
      int number, Functions function, Functions.Call call, String replyTo, Expected expected) {
    var key = key(function);
    var record =
        new ProducerRecord<>(
            topics.of(Topic.INVOCATIONS), bytes(key), call.payload().getBytes(UTF_8));
    header(record, "skyvane-function", function.text);
    header(record, "skyvane-id", prefix + number);
    header(record, "skyvane-reply-to", replyTo);
    header(record, "content-type", "application/json");
    return new Draft(published(number, function, key, expected), record, true);
  }

  private Draft avro(int number, Functions function, Functions.Call call) {
    var key = key(function);
    // Every other one names no topic and is answered on the default one.
    boolean named = random.nextBoolean();
    var invocation =
        Invocation.newBuilder()
            .setId(prefix + number)
            .setFunction(function.text)
            .setPayload(ByteBuffer.wrap(call.payload().getBytes(UTF_8)))
            .setContentType("application/json")
            .setOrderingKey(key)
            .setReplyTo(named ? replyTopic : null)
            .build();
    var topic = topics.of(Topic.INVOCATIONS);
    var record = new ProducerRecord<>(topic, bytes(key), avro.serialize(topic, invocation));
    return new Draft(published(number, function, key, heard(call.expected(), named)), record, true);
  }

  /** A failure that nobody waits for is a dead letter. */
  private static Expected heard(Expected expected, boolean named) {
    return named || !expected.endings().equals(Set.of("unknown-function"))
        ? expected
        : Expected.ending(Buried.ending("unknown-function"));
  }

  private Published published(
      int number, Functions function, @Nullable String key, Expected expected) {
    var all =
        providersFail
            ? expected.or(Functions.PROVIDERS_DOWN).or(Functions.PROVIDERS_DOWN_UNHEARD)
            : expected;
    return new Published(
        prefix + number, function.text, key, Set.copyOf(function.regions()), timeout, all);
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
