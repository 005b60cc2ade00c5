package dev.skyvane.embedded.registry;

import static dev.skyvane.schemas.serde.confluent.ConfluentReference.call;
import static dev.skyvane.schemas.serde.confluent.ConfluentReference.make;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.registry.RegistryClient;
import dev.skyvane.schemas.serde.ConfluentAvroSerde;
import dev.skyvane.schemas.serde.MalformedRecordException;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.SchemaRefusedException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import dev.skyvane.schemas.serde.confluent.ConfluentReference;
import dev.skyvane.schemas.serde.confluent.IsolatedConfluentSerde;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Our serde and registry against Confluent's real classes, version 7.9.5. */
@Timeout(120)
final class ConfluentInteropIT {
  private final RegistryServer server =
      RegistryServer.start(new Registry(new ListJournal()), "127.0.0.1", 0);

  @BeforeAll
  static void silenceTheirLog() {
    ((Logger) LoggerFactory.getLogger("io.confluent")).setLevel(Level.OFF);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private RecordSerdes ours(String... more) {
    return RecordSerdes.create(config(more));
  }

  private RecordSerdes theirs(String... more) {
    var config = config(more);
    config.put("serde.class", IsolatedConfluentSerde.class.getName());
    return RecordSerdes.create(config);
  }

  private Map<String, String> config(String... more) {
    var config = new HashMap<String, String>();
    config.put("schema.registry.url", server.url().toString());
    // Theirs asks a dead registry four times, seconds apart, unless told not to.
    config.put("max.retries", "0");
    for (int i = 0; i < more.length; i += 2) {
      config.put(more[i], more[i + 1]);
    }
    return config;
  }

  @Test
  void everyRecordPassesInBothDirections() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("everyRecordPassesInBothDirections: -Dseed=" + seed);
    var random = new SplittableRandom(seed);
    try (var ours = ours();
        var theirs = theirs()) {
      for (var topic : Topic.values()) {
        if (topic.value() != null) {
          assertPasses(ours, theirs, topic.value(), random);
        }
      }
    }
  }

  private static <T extends SpecificRecord> void assertPasses(
      RecordSerdes ours, RecordSerdes theirs, Class<T> type, SplittableRandom random) {
    var data = SpecificData.getForClass(type);
    var topic = type.getSimpleName();
    var our = ours.of(type);
    var their = theirs.of(type);
    for (int i = 0; i < 20; i++) {
      var record = type.cast(RandomRecords.of(data.getSchema(type), data, random));
      var written = our.serializer().serialize(topic, record);
      assertEquals(record, their.deserializer().deserialize(topic, written));
      var writtenByThem = their.serializer().serialize(topic, record);
      assertEquals(record, our.deserializer().deserialize(topic, writtenByThem));
      assertArrayEquals(head(written), head(writtenByThem), "one schema, one id");
      assertEquals(written.length, writtenByThem.length);
    }
  }

  private static byte[] head(byte[] bytes) {
    return Arrays.copyOf(bytes, 5);
  }

  @Test
  void theyNameSubjectsAsWeDo() {
    for (var strategy :
        List.of("TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy")) {
      var name = "io.confluent.kafka.serializers.subject." + strategy;
      var reply = Reply.newBuilder().build();
      try (var ours = ours("value.subject.name.strategy", strategy);
          var theirs =
              theirs("value.subject.name.strategy", name, "auto.register.schemas", "false")) {
        var bytes = ours.of(Reply.class).serializer().serialize(strategy, reply);
        // Without registration theirs finds the schema only under the very subject of ours.
        assertArrayEquals(bytes, theirs.of(Reply.class).serializer().serialize(strategy, reply));
        assertThrows(
            SchemaRefusedException.class,
            () ->
                theirs
                    .of(Invocation.class)
                    .serializer()
                    .serialize(strategy, Invocation.newBuilder().build()));
      }
    }
  }

  /** Two schemas have one id here exactly if they have one in Confluent's own client for tests. */
  @Test
  void schemasAreTheSameWhereTheirsAre() {
    var field = "{\"name\":\"x\",\"type\":\"int\",\"default\":0%s}";
    var record = "{\"type\":\"record\",\"name\":\"A\",\"namespace\":\"n\"%s,\"fields\":[%s]}";
    var variants =
        List.of(
            record.formatted("", field.formatted("")),
            " " + record.formatted("", field.formatted("")).replace(",", " , "),
            record.formatted(",\"doc\":\"d\"", field.formatted("")),
            record.formatted("", field.formatted(",\"doc\":\"d\"")),
            record.formatted(",\"aliases\":[\"B\"]", field.formatted("")),
            record.formatted("", field.formatted(",\"aliases\":[\"y\"]")),
            record.formatted("", field.formatted(",\"order\":\"descending\"")),
            record.formatted("", field.formatted(",\"order\":\"ascending\"")),
            record.formatted(",\"unit\":\"ms\"", field.formatted("")),
            record.formatted(",\"a\":1,\"b\":2", field.formatted("")),
            record.formatted(",\"b\":2,\"a\":1", field.formatted("")),
            record.formatted("", field.formatted("").replace("0", "1")),
            record.formatted("", field.formatted("").replace(",\"default\":0", "")),
            record.formatted("", field.formatted("").replace("\"int\"", "{\"type\":\"int\"}")),
            "{\"namespace\":\"n\",\"name\":\"A\",\"type\":\"record\",\"fields\":["
                + field.formatted("")
                + "]}",
            "{\"name\":\"n.A\",\"type\":\"record\",\"fields\":[" + field.formatted("") + "]}",
            "\"int\"",
            "{\"type\":\"int\"}",
            "{\"type\":\"int\",\"logicalType\":\"date\"}",
            "\"string\"",
            "{\"type\":\"string\",\"avro.java.string\":\"String\"}");
    var our = new ArrayList<Integer>();
    var their = new ArrayList<Integer>();
    var loader = ConfluentReference.isolated();
    try (var client = new RegistryClient(config())) {
      var mock = make(loader, "io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient");
      for (int i = 0; i < variants.size(); i++) {
        var schema = new Schema.Parser().parse(variants.get(i));
        our.add(client.register("s" + i, schema));
        var parsed =
            make(loader, "io.confluent.kafka.schemaregistry.avro.AvroSchema", variants.get(i));
        their.add((Integer) call(mock, "register", "s" + i, parsed));
      }
    }
    assertEquals(their, our, "ids in the order of registration");
  }

  @Test
  void theirClientUnderstandsOurServer() {
    var loader = ConfluentReference.isolated();
    var client =
        make(
            loader,
            "io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient",
            server.url().toString(),
            10);
    var parsed = make(loader, "io.confluent.kafka.schemaregistry.avro.AvroSchema", "\"int\"");
    int id = (Integer) call(client, "register", "s", parsed);
    assertEquals(id, call(client, "getId", "s", parsed));
    assertEquals(1, call(client, "getVersion", "s", parsed));
    assertEquals(parsed, call(client, "getSchemaById", id));
    assertEquals(List.of(1), call(client, "getAllVersions", "s"));
    assertEquals(List.of("s"), call(client, "getAllSubjects"));
    assertEquals(List.of("s"), List.copyOf((Collection<?>) call(client, "getAllSubjectsById", id)));
    assertEquals("FULL_TRANSITIVE", call(client, "getCompatibility", ""));
    assertEquals("BACKWARD", call(client, "updateCompatibility", "s", "BACKWARD"));
    assertEquals("BACKWARD", call(client, "getCompatibility", "s"));
    assertEquals("READWRITE", call(client, "getMode"));
    var metadata = call(client, "getLatestSchemaMetadata", "s");
    assertEquals(id, call(metadata, "getId"));
    var other = make(loader, "io.confluent.kafka.schemaregistry.avro.AvroSchema", "\"string\"");
    assertEquals(false, call(client, "testCompatibility", "s", other));
    var refused =
        assertThrows(IllegalStateException.class, () -> call(client, "register", "s", other));
    assertEquals("RestClientException", refused.getCause().getClass().getSimpleName());
    assertEquals(409, call(refused.getCause(), "getErrorCode"));
    assertEquals(List.of(1), call(client, "deleteSubject", "s"));
    call(client, "close");
  }

  @Test
  void failuresOfTheirsAreOfOurKinds() {
    try (var theirs = theirs()) {
      assertFailures(theirs);
    }
  }

  /** As on a site's class path: their serde on our Kafka and Avro. */
  @Test
  void theirClassesWorkOnOurClassPath() throws Exception {
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    try (var loader = ConfluentReference.besideOurs()) {
      thread.setContextClassLoader(loader);
      var config = config("serde.class", ConfluentAvroSerde.class.getName());
      try (var theirs = RecordSerdes.create(config);
          var ours = ours()) {
        assertPasses(ours, theirs, Reply.class, new SplittableRandom(1));
        assertFailures(theirs);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void assertFailures(RecordSerdes theirs) {
    var serde = theirs.of(Reply.class);
    var good = serde.serializer().serialize("t", Reply.newBuilder().build());
    assertEquals(Reply.newBuilder().build(), serde.deserializer().deserialize("t", good));
    var unknown = failure(serde.deserializer()::deserialize, new byte[] {0, 0, 0, 1, 2, 3});
    assertEquals(258, assertInstanceOf(UnknownSchemaException.class, unknown).schemaId());
    assertInstanceOf(
        MalformedRecordException.class,
        failure(serde.deserializer()::deserialize, new byte[] {7, 0, 0, 0, 1}));
    assertInstanceOf(
        MalformedRecordException.class,
        failure(
            serde.deserializer()::deserialize,
            new byte[] {0, good[1], good[2], good[3], good[4], 99}));
    try (var client = new RegistryClient(config())) {
      client.register("strict-value", Schema.create(Schema.Type.INT));
    }
    var refused =
        assertThrows(
            SerializationException.class,
            () -> serde.serializer().serialize("strict", Reply.newBuilder().build()));
    assertInstanceOf(SchemaRefusedException.class, refused);
    server.close();
    assertInstanceOf(
        RegistryUnavailableException.class,
        failure(serde.deserializer()::deserialize, new byte[] {0, 0, 0, 0, 55, 3}));
    assertThrows(
        RegistryUnavailableException.class,
        () -> serde.serializer().serialize("new", Reply.newBuilder().build()));
    assertTrue(refused.getMessage().contains("strict"), refused.getMessage());
  }

  private interface Reading {
    Object read(String topic, byte[] bytes);
  }

  private static SerializationException failure(Reading reading, byte[] bytes) {
    return assertThrows(SerializationException.class, () -> reading.read("t", bytes));
  }
}
