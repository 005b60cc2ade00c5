package dev.skyvane.schemas.serde;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.schemas.registry.FakeRegistry;
import dev.skyvane.schemas.registry.FakeRegistry.Answer;
import dev.skyvane.schemas.registry.MemoryRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RecordSerdesTest {
  private final MemoryRegistry memory = new MemoryRegistry();
  private final FakeRegistry registry = new FakeRegistry(memory);

  @AfterEach
  void close() {
    registry.close();
  }

  private RecordSerdes serdes(String... more) {
    var config = new HashMap<String, String>();
    config.put("schema.registry.url", registry.url());
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return RecordSerdes.create(config);
  }

  private static Reply reply() {
    return Reply.newBuilder()
        .setInvocationId("i-1")
        .setFunction("résize")
        .setStatus(ReplyStatus.OK)
        .setPayload(ByteBuffer.wrap(new byte[] {0, 1, -1}))
        .build();
  }

  @Test
  void readsWhatItWrote() {
    try (var serdes = serdes()) {
      var serde = serdes.of(Reply.class);
      var bytes = serde.serializer().serialize("replies", reply());
      assertArrayEquals(new byte[] {0, 0, 0, 0, 1}, head(bytes));
      assertEquals(reply(), serde.deserializer().deserialize("replies", bytes));
      assertEquals("replies-value", memory.entries().getFirst().subject());
      assertEquals(
          reply().getSchema(), new Schema.Parser().parse(memory.entries().getFirst().schema()));
    }
  }

  @Test
  void asksTheRegistryOncePerTopicAndSchema() {
    try (var serdes = serdes()) {
      var serde = serdes.of(Reply.class);
      for (int i = 0; i < 100; i++) {
        serde
            .deserializer()
            .deserialize("replies", serde.serializer().serialize("replies", reply()));
      }
      assertEquals(2, registry.asked().size());
      serdes
          .of(Reply.class)
          .deserializer()
          .deserialize("other", serde.serializer().serialize("replies", reply()));
      assertEquals(2, registry.asked().size());
    }
  }

  @Test
  void leavesTombstonesAlone() {
    try (var serdes = serdes()) {
      var serde = serdes.of(Reply.class);
      assertNull(serde.serializer().serialize("replies", null));
      assertNull(serde.deserializer().deserialize("replies", null));
      assertTrue(registry.asked().isEmpty());
    }
  }

  @Test
  void namesSubjectsByStrategy() {
    var subjects =
        Map.of(
            "TopicNameStrategy", "t-value",
            "RecordNameStrategy", "dev.skyvane.schemas.record.Reply",
            "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy",
                "t-dev.skyvane.schemas.record.Reply");
    subjects.forEach(
        (strategy, subject) -> {
          try (var serdes = serdes("value.subject.name.strategy", strategy)) {
            serdes.of(Reply.class).serializer().serialize("t", reply());
            assertEquals(subject, memory.entries().getLast().subject());
          }
        });
    assertThrows(
        ConfigException.class, () -> serdes("value.subject.name.strategy", "MyStrategy").close());
  }

  @Test
  void readsRecordsOfOlderAndNewerWriters() throws IOException {
    var older =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Reply\",\"namespace\":\"dev.skyvane.schemas.record\",\"fields\":[{\"name\":\"invocationId\",\"type\":\"string\",\"default\":\"\"}]}");
    var newer =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Reply\",\"namespace\":\"dev.skyvane.schemas.record\",\"fields\":[{\"name\":\"novelty\",\"type\":{\"type\":\"array\",\"items\":\"long\"},\"default\":[]},{\"name\":\"status\",\"type\":{\"type\":\"enum\",\"name\":\"ReplyStatus\",\"symbols\":[\"UNKNOWN\",\"OK\",\"BETTER\"],\"default\":\"UNKNOWN\"},\"default\":\"UNKNOWN\"},{\"name\":\"invocationId\",\"type\":\"string\",\"default\":\"\"}]}");
    var old = new GenericData.Record(older);
    old.put("invocationId", "i-1");
    var recent = new GenericData.Record(newer);
    recent.put("novelty", List.of(1L, 2L));
    recent.put("status", new GenericData.EnumSymbol(newer.getField("status").schema(), "BETTER"));
    recent.put("invocationId", "i-1");
    try (var serdes = serdes()) {
      var reader = serdes.of(Reply.class).deserializer();
      var fromOld = reader.deserialize("replies", foreign(old));
      assertEquals(Reply.newBuilder().setInvocationId("i-1").build(), fromOld);
      var fromRecent = reader.deserialize("replies", foreign(recent));
      assertEquals(ReplyStatus.UNKNOWN, fromRecent.getStatus());
      assertEquals("i-1", fromRecent.getInvocationId());
    }
  }

  private byte[] foreign(GenericRecord record) throws IOException {
    int id = memory.add("foreign", record.getSchema().toString());
    var bytes = new ByteArrayOutputStream();
    WireFormat.writeHeader(bytes, id);
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  @Test
  void writesInTheNewestVersionIfAskedTo() throws IOException {
    var newest =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Reply\",\"namespace\":\"dev.skyvane.schemas.record\",\"fields\":[{\"name\":\"novelty\",\"type\":\"int\",\"default\":5},{\"name\":\"function\",\"type\":\"string\",\"default\":\"\"}]}");
    int id = memory.add("replies-value", newest.toString());
    try (var serdes = serdes("auto.register.schemas", "false", "use.latest.version", "true")) {
      var bytes = serdes.of(Reply.class).serializer().serialize("replies", reply());
      assertEquals(id, WireFormat.schemaId("replies", bytes));
      var decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
      var read = new GenericDatumReader<GenericRecord>(newest).read(null, decoder);
      assertEquals("{\"novelty\": 5, \"function\": \"résize\"}", read.toString());
    }
  }

  @Test
  void doesNotRegisterIfToldNotTo() {
    try (var serdes = serdes("auto.register.schemas", "false")) {
      var serializer = serdes.of(Reply.class).serializer();
      var refused =
          assertThrows(
              SchemaRefusedException.class, () -> serializer.serialize("replies", reply()));
      assertTrue(refused.getMessage().contains("auto.register.schemas"), refused.getMessage());
      int id = memory.add("replies-value", reply().getSchema().toString());
      assertEquals(id, WireFormat.schemaId("x", serializer.serialize("replies", reply())));
      assertEquals(1, memory.entries().size());
    }
  }

  @Test
  void saysThatARegistryRefusesASchema() {
    registry.answer(asked -> new Answer(409, "{\"error_code\":409,\"message\":\"incompatible\"}"));
    try (var serdes = serdes()) {
      var serializer = serdes.of(Reply.class).serializer();
      var refused =
          assertThrows(
              SchemaRefusedException.class, () -> serializer.serialize("replies", reply()));
      assertTrue(refused.getMessage().contains("replies-value"), refused.getMessage());
      assertTrue(refused.getMessage().contains("incompatible"), refused.getMessage());
    }
  }

  @Test
  void tellsUnknownFromUnavailableFromMalformed() {
    try (var serdes = serdes()) {
      var reader = serdes.of(Reply.class).deserializer();
      var unknown =
          assertThrows(
              UnknownSchemaException.class,
              () -> reader.deserialize("replies", new byte[] {0, 0, 0, 1, 2, 9}));
      assertEquals(258, unknown.schemaId());
      assertThrows(
          MalformedRecordException.class, () -> reader.deserialize("replies", new byte[0]));
      assertThrows(
          MalformedRecordException.class, () -> reader.deserialize("replies", new byte[4]));
      assertThrows(
          MalformedRecordException.class,
          () -> reader.deserialize("replies", "{\"json\":1}".getBytes(StandardCharsets.UTF_8)));
      registry.answer(asked -> new Answer(500, ""));
      assertThrows(
          RegistryUnavailableException.class,
          () -> reader.deserialize("replies", new byte[] {0, 0, 0, 0, 77, 9}));
      registry.answer(asked -> new Answer(401, "{\"error_code\":40101,\"message\":\"who?\"}"));
      assertThrows(
          RegistryUnavailableException.class,
          () -> reader.deserialize("replies", new byte[] {0, 0, 0, 0, 77, 9}));
    }
  }

  @Test
  void bytesAfterTheEndAreMalformed() {
    try (var serdes = serdes()) {
      var serde = serdes.of(Reply.class);
      var bytes = serde.serializer().serialize("replies", reply());
      var longer = Arrays.copyOf(bytes, bytes.length + 1);
      var shorter = Arrays.copyOf(bytes, bytes.length - 1);
      assertThrows(
          MalformedRecordException.class,
          () -> serde.deserializer().deserialize("replies", longer));
      assertThrows(
          MalformedRecordException.class,
          () -> serde.deserializer().deserialize("replies", shorter));
    }
  }

  /** Whatever the bytes are, they give a record or are malformed; memory stays small. */
  @Test
  void anyBytesGiveARecordOrAreMalformed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("anyBytesGiveARecordOrAreMalformed: -Dseed=" + seed);
    var random = new SplittableRandom(seed);
    try (var serdes = serdes()) {
      var serde = serdes.of(DeadLetter.class);
      var letter =
          DeadLetter.newBuilder()
              .setAttempts(
                  List.of(
                      AttemptRecord.newBuilder().setDeployment("a").build(),
                      AttemptRecord.newBuilder().setDeployment("b").build()))
              .build();
      var good = serde.serializer().serialize("dead", letter);
      int malformed = 0;
      for (int i = 0; i < 20_000; i++) {
        var bytes = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int j = 0; j < changes; j++) {
          bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
        }
        try {
          serde.deserializer().deserialize("dead", bytes);
        } catch (MalformedRecordException e) {
          malformed++;
        }
      }
      assertTrue(malformed > 1_000, "malformed: " + malformed);
    }
  }

  @Test
  void aRecordThatCannotBeWrittenNamesItsClass() {
    try (var serdes = serdes()) {
      var failure =
          assertThrows(
              SerializationException.class,
              () -> serdes.of(Invocation.class).serializer().serialize("t", broken()));
      assertTrue(failure.getMessage().contains("Invocation"), failure.getMessage());
    }
  }

  private static Invocation broken() {
    var invocation = Invocation.newBuilder().build();
    invocation.put("function", null);
    return invocation;
  }

  @Test
  void usesTheClassThatIsConfigured() {
    try (var serdes = serdes("serde.class", EchoSerde.class.getName())) {
      var serde = serdes.of(Reply.class);
      assertEquals(reply(), serde.deserializer().deserialize("replies", new byte[6]));
      assertTrue(registry.asked().isEmpty());
      assertThrows(
          MalformedRecordException.class,
          () -> serdes.of(Invocation.class).deserializer().deserialize("replies", new byte[6]));
    }
    for (var wrong : List.of("no.such.Class", "java.lang.String")) {
      var failure = assertThrows(ConfigException.class, () -> serdes("serde.class", wrong).close());
      assertTrue(failure.getMessage().contains("serde.class"), failure.getMessage());
    }
  }

  @Test
  void saysWhatToAddForConfluentsClasses() {
    try (var serdes = serdes("serde.class", ConfluentAvroSerde.class.getName())) {
      var failure = assertThrows(ConfigException.class, () -> serdes.of(Reply.class));
      assertTrue(
          failure.getMessage().contains("io.confluent:kafka-avro-serializer"),
          failure.getMessage());
    }
  }

  @Test
  void worksWhenKafkaMakesIt() {
    try (var serde = new AvroSerde<Reply>()) {
      assertThrows(IllegalStateException.class, serde::serializer);
      serde.configure(
          Map.of(
              "schema.registry.url",
              List.of(registry.url()),
              "specific.avro.key.type",
              Reply.class.getName()),
          true);
      var bytes = serde.serializer().serialize("replies", reply());
      assertEquals("replies-key", memory.entries().getFirst().subject());
      assertEquals(reply(), serde.deserializer().deserialize("replies", bytes));
    }
  }

  @Test
  void everyKeyIsDocumented() {
    RecordSerdes.configDef()
        .configKeys()
        .forEach((name, key) -> assertTrue(key.documentation.length() > 10, name));
  }

  private static byte[] head(byte[] bytes) {
    return Arrays.copyOf(bytes, 5);
  }

  /** Gives back the same reply whatever it reads, and shows that it was configured. */
  public static final class EchoSerde implements Serde<Object> {
    private boolean configured;

    @Override
    public void configure(Map<String, ?> config, boolean isKey) {
      configured =
          config.get("specific.avro.value.type") != null
              && "true".equals(config.get("specific.avro.reader"));
    }

    @Override
    public Serializer<Object> serializer() {
      return (topic, record) -> new byte[6];
    }

    @Override
    public Deserializer<Object> deserializer() {
      return (topic, bytes) -> configured ? reply() : null;
    }
  }
}
