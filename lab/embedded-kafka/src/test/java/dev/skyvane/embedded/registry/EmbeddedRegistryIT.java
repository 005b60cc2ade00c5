package dev.skyvane.embedded.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.embedded.EmbeddedKafka;
import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.registry.RegistryClient;
import dev.skyvane.schemas.registry.RegistryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry on a real broker. */
@Timeout(120)
final class EmbeddedRegistryIT {
  private static final String JOURNAL = "schemas-journal";

  @TempDir Path dir;

  private EmbeddedKafka kafka;

  private void startKafka() {
    kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir));
  }

  @AfterEach
  void close() {
    kafka.close();
  }

  private EmbeddedRegistry startRegistry() {
    return EmbeddedRegistry.start(kafka.bootstrapServers(), "127.0.0.1", 0, JOURNAL);
  }

  private static RegistryClient client(EmbeddedRegistry registry) {
    return new RegistryClient(
        Map.of("schema.registry.url", registry.url().toString(), "http.read.timeout.ms", "60000"));
  }

  private static Schema schema(int number) {
    return Schema.createFixed("f" + number, null, "n", 1 + number);
  }

  @Test
  void keepsIdsThroughRestartsOfBothItselfAndKafka() {
    startKafka();
    int first;
    int second;
    var begin = System.nanoTime();
    try (var registry = startRegistry();
        var client = client(registry)) {
      System.out.println("registry start: " + millisSince(begin) + " ms");
      begin = System.nanoTime();
      first = client.register("s", schema(1));
      System.out.println("first registration: " + millisSince(begin) + " ms");
      begin = System.nanoTime();
      second = client.register("t", schema(2));
      System.out.println("second registration: " + millisSince(begin) + " ms");
    }
    try (var registry = startRegistry();
        var client = client(registry)) {
      assertEquals(first, client.register("s", schema(1)));
      assertEquals(schema(2), client.schema(second));
    }
    kafka.close();
    startKafka();
    begin = System.nanoTime();
    try (var registry = startRegistry();
        var client = client(registry)) {
      System.out.println("registry start with a journal: " + millisSince(begin) + " ms");
      assertEquals(first, client.find("s", schema(1)));
      assertEquals(schema(2), client.schema(second));
      assertEquals(second + 1, client.register("u", schema(3)));
    }
  }

  private static long millisSince(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }

  @Test
  void twoOnOneJournalNeverGiveAnIdTwice() {
    startKafka();
    try (var one = startRegistry();
        var other = startRegistry();
        var toOne = client(one);
        var toOther = client(other)) {
      var ids = new HashSet<Integer>();
      for (int i = 0; i < 6; i++) {
        var client = i % 2 == 0 ? toOne : toOther;
        ids.add(client.register("s" + i, schema(i)));
      }
      assertEquals(6, ids.size(), ids::toString);
      assertEquals(toOne.register("s", schema(1)), toOther.register("s", schema(1)));
    }
  }

  @Test
  void answersWhatItKnowsWithoutKafkaAndTakesChangesAfterIt() {
    startKafka();
    try (var registry = startRegistry();
        var client = client(registry)) {
      int id = client.register("s", schema(1));
      kafka.stopBroker(0);
      assertEquals(schema(1), client.schema(id));
      assertEquals(id, client.register("s", schema(1)));
      var failure = assertThrows(RegistryException.class, () -> client.register("s2", schema(2)));
      assertEquals(RegistryException.Kind.UNAVAILABLE, failure.kind());
      kafka.startBroker(0);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(RegistryException.class)
          .untilAsserted(() -> assertEquals(id + 1, client.register("s2", schema(2))));
    }
  }

  @Test
  void refusesAJournalThatWouldForget() throws Exception {
    startKafka();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(JOURNAL, 1, (short) 1).configs(Map.of("cleanup.policy", "delete"))))
          .all()
          .get();
    }
    var failure = assertThrows(IllegalStateException.class, this::startRegistry);
    assertTrue(failure.getMessage().contains("cleanup.policy=compact"), failure.getMessage());
  }
}
