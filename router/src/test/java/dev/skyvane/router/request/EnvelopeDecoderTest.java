package dev.skyvane.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.request.EnvelopeDecoder.Bindings;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.ReplyAddress.Format;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeDecoderTest {
  private static final long APPENDED = 1_700_000_000_000L;
  private static final int LIMIT = 1_000;
  private static final String TOPIC = "skyvane.invocations";
  private static final String BOUND = "images";
  private static final String TRUSTED = "trusted";

  private static final InvocationIds IDS = new InvocationIds("cluster");

  private final EnvelopeDecoder decoder = decoder(AvroBytes.deserializer(Invocation.class));

  private static EnvelopeDecoder decoder(Deserializer<Invocation> avro) {
    return new EnvelopeDecoder(
        avro,
        IDS,
        new Bindings(
            Map.of(BOUND, "thumbnail"), Map.of(BOUND, "acme", "tenants", "acme"), Set.of(TRUSTED)),
        "skyvane.replies",
        LIMIT);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, byte @Nullable [] key, byte @Nullable [] value, String... headers) {
    var all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        topic,
        1,
        7,
        APPENDED,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        key,
        value,
        all,
        Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void onlySchemasNotSeenBeforeMayNeedTheRegistry() {
    byte[] avro = AvroBytes.write(Invocation.newBuilder().setFunction("resize").build());
    byte[] other = avro.clone();
    other[4]++;
    assertFalse(decoder.decodesAtOnce(record(TOPIC, null, avro)));
    assertTrue(decoder.decodesAtOnce(record(BOUND, null, avro)));
    assertTrue(decoder.decodesAtOnce(record(TOPIC, null, avro, "skyvane-function", "resize")));
    assertTrue(decoder.decodesAtOnce(record(TOPIC, null, null)));
    assertTrue(decoder.decodesAtOnce(record(TOPIC, null, new byte[] {0, 0, 1})));
    assertTrue(decoder.decodesAtOnce(record(TOPIC, null, bytes("neither"))));

    ready(record(TOPIC, null, avro));

    assertTrue(decoder.decodesAtOnce(record(TOPIC, null, avro)));
    assertFalse(decoder.decodesAtOnce(record(TOPIC, null, other)));
  }

  @Test
  void aSchemaThatCouldNotBeHadIsStillUnknown() {
    byte[] avro = AvroBytes.write(Invocation.newBuilder().setFunction("resize").build());
    var failing =
        decoder(
            (_, _) -> {
              throw new RegistryUnavailableException("down", null);
            });
    failing.decode(record(TOPIC, null, avro));
    assertFalse(failing.decodesAtOnce(record(TOPIC, null, avro)));
  }

  private Request ready(ConsumerRecord<byte[], byte[]> record) {
    return assertInstanceOf(Decoded.Ready.class, decoder.decode(record)).request();
  }

  private Decoded.Refused refused(ConsumerRecord<byte[], byte[]> record) {
    return assertInstanceOf(Decoded.Refused.class, decoder.decode(record));
  }

  private Problem poison(ConsumerRecord<byte[], byte[]> record) {
    var problem = assertInstanceOf(Decoded.Poison.class, decoder.decode(record)).problem();
    assertEquals(Code.UNDECODABLE, problem.code());
    return problem;
  }

  private Request plain(String... headers) {
    var all = new java.util.ArrayList<>(List.of(Wire.FUNCTION, "resize"));
    all.addAll(List.of(headers));
    return ready(record(TOPIC, bytes("key"), bytes("input"), all.toArray(new String[0])));
  }

  private static byte[] avro(Invocation.Builder invocation) {
    return AvroBytes.write(invocation.build());
  }

  private static Invocation.Builder invocation() {
    return Invocation.newBuilder().setFunction("resize").setPayload(ByteBuffer.wrap(bytes("in")));
  }

  private static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer.duplicate()).toString();
  }

  // Which form a record has.

  @Test
  void aFunctionHeaderMeansPlainWhateverTheFirstByte() {
    byte[] value = avro(invocation().setFunction("other"));
    var request = ready(record(TOPIC, null, value, Wire.FUNCTION, "resize"));
    assertEquals("resize", request.function());
    assertEquals(ByteBuffer.wrap(value), request.payload());
    assertEquals(Format.PLAIN, request.reply().format());
  }

  @Test
  void aBoundTopicMeansPlainWhateverTheFirstByte() {
    byte[] value = avro(invocation());
    var request = ready(record(BOUND, null, value));
    assertEquals("thumbnail", request.function());
    assertEquals(ByteBuffer.wrap(value), request.payload());
  }

  @Test
  void aHeaderGoesBeforeTheTopicsBinding() {
    assertEquals(
        "resize", ready(record(BOUND, null, bytes("x"), Wire.FUNCTION, "resize")).function());
  }

  @Test
  void theLastHeaderCounts() {
    var request = ready(record(TOPIC, null, bytes("x"), Wire.FUNCTION, "a", Wire.FUNCTION, "b"));
    assertEquals("b", request.function());
  }

  @Test
  void cloudEventsAreRefusedWithTheWayOutUnlessAFunctionIsNamed() {
    var problem = poison(record(TOPIC, null, avro(invocation()), "ce_specversion", "1.0"));
    assertTrue(problem.message().contains("events topic"), problem.message());
    assertEquals(
        "resize",
        ready(record(TOPIC, null, bytes("{}"), "ce_specversion", "1.0", Wire.FUNCTION, "resize"))
            .function());
    assertEquals(
        "thumbnail", ready(record(BOUND, null, bytes("{}"), "ce_specversion", "1.0")).function());
  }

  @Test
  void anythingElseIsPoison() {
    for (byte[] value : new byte[][] {null, {}, {1, 0, 0, 0, 1}, bytes("{}")}) {
      assertTrue(poison(record(TOPIC, null, value)).message().contains("add the header"));
    }
  }

  @Test
  void avroThatCantBeReadIsPoison() {
    assertTrue(
        poison(record(TOPIC, null, new byte[] {0, 0, 0, 0, 1, 99}))
            .message()
            .contains("Invocation"));
    for (var failure :
        List.of(new SerializationException("broken"), new IllegalStateException("worse"))) {
      var failing =
          decoder(
              (_, _) -> {
                throw failure;
              });
      var problem =
          assertInstanceOf(
                  Decoded.Poison.class, failing.decode(record(TOPIC, null, avro(invocation()))))
              .problem();
      assertTrue(problem.message().contains(failure.getMessage()));
    }
  }

  @Test
  void aMissingSchemaAndASilentRegistryAreNoPoison() {
    var missing =
        decoder(
            (_, _) -> {
              throw new UnknownSchemaException(17, "id 17 is not there", null);
            });
    assertEquals(
        new Decoded.SchemaMissing(17, "id 17 is not there"),
        missing.decode(record(TOPIC, null, avro(invocation()))));
    var down =
        decoder(
            (_, _) -> {
              throw new RegistryUnavailableException("no answer", null);
            });
    assertEquals(
        new Decoded.RegistryDown("no answer"),
        down.decode(record(TOPIC, null, avro(invocation()))));
  }

  // What is read of it.

  @Test
  void plainFactsAreHeaders() {
    var request =
        plain(
            Wire.ID,
            "mine",
            Wire.ORIGIN,
            "eu-west-1",
            Wire.CONTENT_TYPE,
            "text/plain",
            Wire.REPLY_TO,
            "my-replies",
            Wire.CORRELATION_ID,
            "c-1",
            Wire.TRACEPARENT,
            "00-abc",
            "tracestate",
            "x=y",
            Wire.DATA_REGION,
            "aws:eu-west-1",
            Wire.DATA_BYTES,
            "1000",
            "other",
            "not passed on");
    assertEquals(new Coordinate(TOPIC, 1, 7), request.coordinate());
    assertEquals("mine", request.id());
    assertEquals("input", text(request.payload()));
    assertTrue(request.payload().isReadOnly());
    assertEquals("text/plain", request.contentType());
    assertEquals("eu-west-1", request.origin());
    assertEquals("key", request.orderingKey());
    assertEquals(APPENDED, request.appendedAt());
    assertNull(request.deadline());
    assertEquals(
        Map.of(
            Wire.TRACEPARENT,
            "00-abc",
            "tracestate",
            "x=y",
            Wire.DATA_REGION,
            "aws:eu-west-1",
            Wire.DATA_BYTES,
            "1000"),
        request.attributes());
    var reply = request.reply();
    assertEquals("my-replies", reply.topic());
    assertTrue(reply.named());
    assertNull(reply.partition());
    assertEquals("c-1", reply.correlationId());
  }

  @Test
  void anEmptyValueAndNoKeyAreFine() {
    for (byte[] value : new byte[][] {null, {}}) {
      var request = ready(record(TOPIC, null, value, Wire.FUNCTION, "resize"));
      assertEquals(0, request.payload().remaining());
      assertNull(request.orderingKey());
    }
    assertEquals(
        0,
        ready(record(TOPIC, null, avro(invocation().setPayload(ByteBuffer.allocate(0)))))
            .payload()
            .remaining());
  }

  @Test
  void avroFactsAreFields() {
    var request =
        ready(
            record(
                TOPIC,
                bytes("record key"),
                avro(
                    invocation()
                        .setId("mine")
                        .setContentType("image/png")
                        .setOrigin("1,2")
                        .setOrderingKey("customer-1")
                        .setReplyTo("my-replies")
                        .setReplyPartition(3)
                        .setCorrelationId("c-2")
                        .setAttributes(Map.of("traceparent", "00-def")))));
    assertEquals("mine", request.id());
    assertEquals("in", text(request.payload()));
    assertEquals("image/png", request.contentType());
    assertEquals("1,2", request.origin());
    assertEquals("customer-1", request.orderingKey());
    assertEquals(Map.of("traceparent", "00-def"), request.attributes());
    assertEquals(
        new ReplyAddress("my-replies", true, 3, Format.AVRO, "c-2", null), request.reply());
  }

  @Test
  void whoNamesNoReplyTopicGetsTheDefault() {
    assertEquals(
        new ReplyAddress("skyvane.replies", false, null, Format.AVRO, null, null),
        ready(record(TOPIC, null, avro(invocation()))).reply());
    var plain = plain().reply();
    assertEquals("skyvane.replies", plain.topic());
    assertFalse(plain.named());
  }

  @Test
  void anIdIsTheCallersElseTheCoordinates() {
    var derived = IDS.derive(new Coordinate(TOPIC, 1, 7));
    assertEquals(derived, plain().id());
    assertEquals(derived, plain(Wire.ID, "").id());
    assertEquals(derived, ready(record(TOPIC, null, avro(invocation()))).id());
    assertEquals(
        derived, plain(Wire.CORRELATION_ID, "mine").id(), "the correlation id is never the id");
  }

  @Test
  void aTenantCountsWhereBoundOrTrusted() {
    assertNull(plain(Wire.TENANT, "evil").tenant(), "said by a topic that nobody trusts");
    assertEquals(
        "acme",
        ready(record(BOUND, null, bytes("x"), Wire.TENANT, "evil")).tenant(),
        "the binding wins");
    assertEquals(
        "globex",
        ready(record(TRUSTED, null, bytes("x"), Wire.FUNCTION, "f", Wire.TENANT, "globex"))
            .tenant());
    byte[] avro = avro(invocation().setTenant("globex"));
    assertNull(ready(record(TOPIC, null, avro)).tenant());
    assertEquals("globex", ready(record(TRUSTED, null, avro)).tenant());
    assertEquals("acme", ready(record("tenants", null, avro)).tenant());
  }

  // Deadlines.

  @Test
  void aTimeoutCountsFromAppendAndWins() {
    assertEquals(APPENDED + 500, plain(Wire.TIMEOUT_MS, " 500 ").deadline());
    assertEquals(
        APPENDED + 500,
        plain(Wire.TIMEOUT_MS, "500", Wire.DEADLINE, Long.toString(APPENDED + 3_600_500))
            .deadline(),
        "just one hour apart");
    assertEquals(APPENDED + 9, plain(Wire.DEADLINE, Long.toString(APPENDED + 9)).deadline());
    assertEquals(
        APPENDED + 500,
        ready(
                record(
                    TOPIC,
                    null,
                    avro(
                        invocation()
                            .setTimeoutMs(500L)
                            .setDeadline(Instant.ofEpochMilli(APPENDED + 1)))))
            .deadline());
  }

  @Test
  void aTimeoutAsGoodAsEndlessDoesNotWrapIntoThePast() {
    assertEquals(Long.MAX_VALUE, plain(Wire.TIMEOUT_MS, Long.toString(Long.MAX_VALUE)).deadline());
  }

  @Test
  void deadlinesThatDisagreeByMoreThanAnHourAreRefused() {
    for (long absolute : new long[] {APPENDED + 3_600_501, APPENDED - 3_599_501}) {
      var plain =
          refused(
              record(
                  TOPIC,
                  null,
                  bytes("x"),
                  Wire.FUNCTION,
                  "resize",
                  Wire.TIMEOUT_MS,
                  "500",
                  Wire.DEADLINE,
                  Long.toString(absolute)));
      assertEquals(Code.BAD_REQUEST, plain.problem().code());
      assertTrue(plain.problem().message().contains("1 h"));
      var avro =
          refused(
              record(
                  TOPIC,
                  null,
                  avro(
                      invocation()
                          .setTimeoutMs(500L)
                          .setDeadline(Instant.ofEpochMilli(absolute)))));
      assertEquals(Code.BAD_REQUEST, avro.problem().code());
    }
  }

  @Test
  void aNumberThatIsNoneIsRefusedByName() {
    for (var name : List.of(Wire.TIMEOUT_MS, Wire.DEADLINE)) {
      for (var text : List.of("soon", "", "1.5", "99999999999999999999")) {
        var refused = refused(record(TOPIC, null, bytes("x"), Wire.FUNCTION, "resize", name, text));
        assertEquals(Code.BAD_REQUEST, refused.problem().code());
        assertTrue(refused.problem().message().contains(name), refused.problem().message());
        assertEquals("resize", refused.request().function());
      }
    }
  }

  @Test
  void aSizeIsAskedForByHeadersOrFields() {
    assertEquals(Need.NONE, plain().need());
    assertEquals(new Need(2048, 0), plain(Wire.MIN_MEMORY, "2GB").need());
    assertEquals(new Need(512, 1.5), plain(Wire.MIN_MEMORY, " 512MB", Wire.MIN_VCPU, "1.5").need());
    assertEquals("512MB and 1.5 vCPU", new Need(512, 1.5).text());
    assertEquals("6 vCPU", plain(Wire.MIN_VCPU, "6").need().text());
    assertEquals(Need.NONE, ready(record(TOPIC, null, avro(invocation()))).need());
    assertEquals(
        new Need(300, 0.25),
        ready(record(TOPIC, null, avro(invocation().setMinMemoryMb(300).setMinVcpu(0.25)))).need());
    for (var wrong :
        List.of(
            List.of(Wire.MIN_MEMORY, "512"),
            List.of(Wire.MIN_MEMORY, "-1MB"),
            List.of(Wire.MIN_VCPU, "many"),
            List.of(Wire.MIN_VCPU, "NaN"),
            List.of(Wire.MIN_VCPU, "-1"))) {
      var refused =
          refused(
              record(
                  TOPIC,
                  null,
                  bytes("x"),
                  Wire.FUNCTION,
                  "resize",
                  wrong.getFirst(),
                  wrong.getLast()));
      assertEquals(Code.BAD_REQUEST, refused.problem().code());
      assertTrue(
          refused.problem().message().contains(wrong.getFirst() + " '" + wrong.getLast() + "'"),
          refused.problem().message());
    }
    for (var wrong :
        List.of(
            invocation().setMinMemoryMb(-1),
            invocation().setMinVcpu(-1.0),
            invocation().setMinVcpu(Double.NaN),
            invocation().setMinVcpu(Double.POSITIVE_INFINITY))) {
      var refused = refused(record(TOPIC, null, avro(wrong)));
      assertEquals(Code.BAD_REQUEST, refused.problem().code());
      assertTrue(refused.problem().message().contains("field min"), refused.problem().message());
    }
  }

  // What is refused but can be answered.

  @Test
  void noFunctionIsRefused() {
    assertEquals(
        Code.BAD_REQUEST,
        refused(record(TOPIC, null, avro(invocation().setFunction("")))).problem().code());
    assertEquals(
        Code.BAD_REQUEST,
        refused(record(TOPIC, null, bytes("x"), Wire.FUNCTION, "")).problem().code());
  }

  @Test
  void aPayloadOverTheLimitIsRefused() {
    assertEquals(
        LIMIT,
        ready(record(TOPIC, null, new byte[LIMIT], Wire.FUNCTION, "resize")).payload().remaining());
    var plain = refused(record(TOPIC, null, new byte[LIMIT + 1], Wire.FUNCTION, "resize"));
    assertEquals(Code.PAYLOAD_TOO_LARGE, plain.problem().code());
    assertTrue(plain.problem().message().contains("1,001 bytes"), plain.problem().message());
    var avro =
        refused(record(TOPIC, null, avro(invocation().setPayload(ByteBuffer.allocate(LIMIT + 1)))));
    assertEquals(Code.PAYLOAD_TOO_LARGE, avro.problem().code());
  }

  // Spring Kafka's request and reply.

  private Request spring(byte @Nullable [] partition, byte @Nullable [] correlation) {
    var record = record(TOPIC, null, bytes("x"), Wire.FUNCTION, "resize");
    record.headers().add(Wire.SPRING_REPLY_TOPIC, bytes("spring-replies"));
    if (partition != null) {
      record.headers().add(Wire.SPRING_REPLY_PARTITION, partition);
    }
    record.headers().add(Wire.SPRING_CORRELATION_ID, correlation);
    return ready(record);
  }

  @Test
  void springHeadersNameTopicPartitionAndCorrelation() {
    byte[] correlation = {0, 1, (byte) 0xFF};
    var reply = spring(new byte[] {0, 0, 1, 2}, correlation).reply();
    assertEquals("spring-replies", reply.topic());
    assertTrue(reply.named());
    assertEquals(258, reply.partition());
    assertEquals(Format.PLAIN, reply.format());
    assertArrayEquals(correlation, reply.springCorrelationId());
    assertNull(reply.correlationId());
  }

  @Test
  void aSpringPartitionOfAnotherLengthIsNoPartition() {
    for (byte[] partition : new byte[][] {null, {}, {1}, {0, 0, 0, 0, 0, 0, 0, 1}}) {
      assertNull(spring(partition, new byte[16]).reply().partition());
    }
    assertNull(spring(null, null).reply().springCorrelationId());
  }

  @Test
  void skyvanesReplyTopicGoesBeforeSprings() {
    var record = record(TOPIC, null, bytes("x"), Wire.FUNCTION, "resize", Wire.REPLY_TO, "mine");
    record.headers().add(Wire.SPRING_REPLY_TOPIC, bytes("spring"));
    record.headers().add(Wire.SPRING_REPLY_PARTITION, new byte[] {0, 0, 0, 1});
    assertEquals("mine", ready(record).reply().topic());
    assertNull(ready(record).reply().partition(), "the partition belongs to Spring's topic");
  }

  @Test
  void headersWithoutAValueAreAbsent() {
    var record = record(TOPIC, null, avro(invocation()));
    record.headers().add(Wire.FUNCTION, null);
    assertEquals(Format.AVRO, ready(record).reply().format());
  }
}
