package dev.skyvane.standalone.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.serde.MalformedRecordException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final byte[] AVRO = {0, 1, 2};

  private final Invocation invocation =
      Invocation.newBuilder()
          .setFunction("resize")
          .setPayload(ByteBuffer.wrap("input".getBytes(UTF_8)))
          .setDeadline(Instant.ofEpochMilli(5))
          .build();

  @Test
  void aFunctionHeaderMeansPlainWhateverTheValue() {
    var record = record(AVRO);
    record.headers().add("skyvane-function", "resize".getBytes(UTF_8));
    record.headers().add("skyvane-deadline", "7".getBytes(UTF_8));
    var envelope = of(record, "resize");
    assertInstanceOf(Envelope.Plain.class, envelope);
    assertArrayEquals(AVRO, envelope.payload(record));
    assertEquals(Instant.ofEpochMilli(7), envelope.deadline(record));
    record.headers().add("skyvane-timeout-ms", "1000".getBytes(UTF_8));
    assertNull(envelope.deadline(record), "a timeout goes before a deadline");
  }

  @Test
  void readsAnInvocation() {
    var envelope = of(record(AVRO), "resize");
    assertInstanceOf(Envelope.Avro.class, envelope);
    assertArrayEquals("input".getBytes(UTF_8), envelope.payload(record(AVRO)));
    assertEquals(Instant.ofEpochMilli(5), envelope.deadline(record(AVRO)));
  }

  @Test
  void aBoundTopicPassesAnInvocationOnAsItsPayload() {
    assertInstanceOf(Envelope.Plain.class, of(record(AVRO), "bound"));
  }

  @Test
  void saysWhatCannotBeRead() {
    Deserializer<Invocation> broken =
        (topic, bytes) -> {
          throw new MalformedRecordException("cut short", null);
        };
    var letter = new DeadLetter();
    assertEquals(new Envelope.Unreadable("cut short"), Envelope.of(record(AVRO), letter, broken));
    letter.setFunction("bound");
    assertInstanceOf(Envelope.Plain.class, Envelope.of(record(AVRO), letter, broken));
  }

  @Test
  void takesWhatIsNoAvroForPlain() {
    assertInstanceOf(Envelope.Plain.class, of(record(new byte[0]), "resize"));
    assertInstanceOf(Envelope.Plain.class, of(record("{}".getBytes(UTF_8)), "resize"));
  }

  @Test
  void readsCoordinatesOfTopicsWithAnyName() {
    assertEquals(new Coordinate("shop-1.in@x", 3, 127), Places.parse("shop-1.in@x-3@127"));
    assertEquals(new Coordinate("", -1, -1), Places.parse("not one"));
    assertEquals(new Coordinate("", -1, -1), Places.parse("t-9999999999@1"));
  }

  private Envelope of(ProducerRecord<byte[], byte[]> record, String function) {
    var letter = new DeadLetter();
    letter.setFunction(function);
    return Envelope.of(record, letter, (topic, bytes) -> invocation);
  }

  private static ProducerRecord<byte[], byte[]> record(byte[] value) {
    return new ProducerRecord<>("skyvane.invocations", value);
  }
}
