package dev.skyvane.schemas.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.ReadingKind;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.schemas.registry.RegistryException.Kind;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.schemas.serde.SchemaRefusedException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import dev.skyvane.schemas.serde.confluent.IsolatedConfluentSerde;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Our registry client and serdes, and Confluent's own, against a registry that neither of us wrote.
 */
@Tag("interop")
@Timeout(120)
final class ApicurioIT {
  private static final Schema FIRST = schema("{'name':'x','type':'int','default':0}");
  private static final Schema SECOND =
      schema("{'name':'x','type':'int','default':0},{'name':'y','type':'long','default':7}");
  private static final Schema WITHOUT_DEFAULT =
      schema("{'name':'x','type':'int','default':0},{'name':'z','type':'long'}");

  private static ApicurioRegistry registry;

  @BeforeAll
  static void start() {
    registry = ApicurioRegistry.start();
  }

  @AfterAll
  static void stop() {
    if (registry != null) {
      registry.close();
    }
  }

  private static Schema schema(String fields) {
    return new Schema.Parser()
        .parse(
            ("{'type':'record','name':'A','namespace':'apicurio','fields':[" + fields + "]}")
                .replace('\'', '"'));
  }

  private static RegistryClient client() {
    return new RegistryClient(Map.of("schema.registry.url", registry.url()));
  }

  private static RecordSerdes ours(boolean register) {
    return RecordSerdes.create(
        Map.of(
            "schema.registry.url",
            registry.url(),
            "auto.register.schemas",
            Boolean.toString(register)));
  }

  private static Serde<Object> theirs(Class<?> type, boolean register) {
    var serde = new IsolatedConfluentSerde();
    serde.configure(
        Map.of(
            "schema.registry.url",
            registry.url(),
            "auto.register.schemas",
            Boolean.toString(register),
            "specific.avro.value.type",
            type),
        false);
    return serde;
  }

  @Test
  void registersAndFindsAgain() {
    int first;
    int second;
    try (var client = client()) {
      first = client.register("grows", FIRST);
      assertEquals(first, client.register("grows", FIRST));
      second = client.register("grows", SECOND);
      assertTrue(first != second);
    }
    try (var client = client()) {
      assertEquals(first, client.find("grows", FIRST));
      assertEquals(FIRST, client.schema(first));
      assertEquals(SECOND, client.schema(second));
      assertEquals(second, client.latest("grows").id());
      assertEquals(SECOND, client.latest("grows").schema());
    }
  }

  @Test
  void refusesWhatIsNotCompatible() {
    try (var client = client()) {
      int first = client.register("stays", FIRST);
      var refused =
          assertThrows(RegistryException.class, () -> client.register("stays", WITHOUT_DEFAULT));
      assertEquals(Kind.REFUSED, refused.kind(), refused.getMessage());
      assertEquals(first, client.latest("stays").id());
    }
  }

  @Test
  void whatItDoesNotHaveIsNotFound() {
    try (var client = client()) {
      client.register("known", FIRST);
      for (Runnable ask :
          List.<Runnable>of(
              () -> client.schema(987_654_321),
              () -> client.latest("never"),
              () -> client.find("never", FIRST),
              () -> client.find("known", SECOND))) {
        var failure = assertThrows(RegistryException.class, ask::run);
        assertEquals(Kind.NOT_FOUND, failure.kind(), failure.getMessage());
      }
    }
  }

  @Test
  void serdesTellWhyARecordCanNotBeReadOrWritten() {
    try (var serdes = ours(false)) {
      var serde = serdes.of(Reply.class);
      assertThrows(
          UnknownSchemaException.class,
          () -> serde.deserializer().deserialize("t", new byte[] {0, 58, -1, -1, -1, 9}));
      var refused =
          assertThrows(
              SchemaRefusedException.class,
              () -> serde.serializer().serialize("unregistered", Reply.newBuilder().build()));
      assertTrue(refused.getMessage().contains("auto.register.schemas"), refused.getMessage());
    }
  }

  /** Each side registers, is read by the other, and is found by the other without registering. */
  @Test
  void everyRecordPassesInBothDirections() {
    var records = records();
    assertTrue(records.size() >= 14, "records: " + records.size());
    for (var record : records) {
      @SuppressWarnings("unchecked")
      var type = (Class<SpecificRecord>) record.getClass();
      var name = type.getSimpleName();
      try (var first = ours(true);
          var second = theirs(type, false)) {
        passes("ours-" + name, first.of(type), second, record);
      }
      try (var first = theirs(type, true);
          var second = ours(false)) {
        passes("theirs-" + name, first, second.of(type), record);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void passes(
      String topic, Serde<?> registering, Serde<?> finding, SpecificRecord record) {
    var registers = (Serde<Object>) registering;
    var finds = (Serde<Object>) finding;
    var written = registers.serializer().serialize(topic, record);
    assertEquals(record, finds.deserializer().deserialize(topic, written), topic);
    var back = finds.serializer().serialize(topic, record);
    assertArrayEquals(Arrays.copyOf(written, 5), Arrays.copyOf(back, 5), topic + ": id");
    assertEquals(record, registers.deserializer().deserialize(topic, back), topic);
  }

  /** One of each record that a topic holds, and some whose fields are not the defaults. */
  private static List<SpecificRecord> records() {
    var records = new ArrayList<SpecificRecord>();
    for (var topic : Topic.values()) {
      if (topic.value() != null) {
        records.add(empty(topic.value()));
      }
    }
    records.add(
        Reply.newBuilder()
            .setInvocationId("i-1")
            .setFunction("résize")
            .setStatus(ReplyStatus.OK)
            .setPayload(ByteBuffer.wrap(new byte[] {0, 1, -1}))
            .build());
    records.add(
        Invocation.newBuilder()
            .setFunction("f")
            .setDeadline(Instant.ofEpochMilli(1_800_000_000_123L))
            .setAttributes(Map.of("traceparent", "00-1-2-00"))
            .build());
    records.add(
        DeadLetter.newBuilder()
            .setAttempts(List.of(AttemptRecord.newBuilder().setDeployment("a").build()))
            .build());
    records.add(
        CarbonReading.newBuilder()
            .setZone("SE-SE3")
            .setGramsPerKwh(21.5)
            .setKind(ReadingKind.MEASURED)
            .build());
    return records;
  }

  private static SpecificRecord empty(Class<? extends SpecificRecord> type) {
    try {
      var builder = type.getMethod("newBuilder").invoke(null);
      return (SpecificRecord) builder.getClass().getMethod("build").invoke(builder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
