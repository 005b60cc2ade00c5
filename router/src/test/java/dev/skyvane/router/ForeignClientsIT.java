package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.testkit.KafkaCluster;
import dev.skyvane.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing of Skyvane, running the very examples of docs/clients.md. */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignClientsIT {
  private static final String KAFKAJS = "kafkajs@2.2.4";
  private static final String SPRING = "org.springframework.kafka.requestreply";
  private static final Path CONFLUENT = Path.of("target", "confluent", "confluent-avro.jar");
  private static final Path INVOCATION =
      Path.of("..", "schemas", "src", "main", "avro", "Invocation.avsc");

  @TempDir Path directory;
  private Site site;
  private int topics;

  @BeforeAll
  void start() {
    site = new Site(KafkaCluster.inThisJvm(1), Map.of());
    site.createTopic("orders", 1);
    site.deploy(
        "bag-of-words",
        SampleFunction.BAG_OF_WORDS,
        spec -> spec.setPolicy(MainJobContract.nearest()));
    site.router(Map.of("bind.orders.function", "bag-of-words"));
  }

  @AfterAll
  void stop() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void kcatGivesHeadersAndPrintsThem() throws Exception {
    Peers.require("kcat");
    var lines = run("sh", Example.file("kcat.sh").toString()).lines().toList();
    var headers = List.of(lines.getFirst().split(",", -1));
    assertTrue(headers.contains("skyvane-status=ok"), lines::toString);
    assertTrue(headers.contains("skyvane-region=aws:eu-north-1"), lines::toString);
    assertTrue(headers.contains("skyvane-attempts=1"), lines::toString);
    assertTrue(headers.contains("content-type=application/json"), lines::toString);
    assertCounted(lines.get(1));
    var explained = ClientsPageTest.firstCells();
    for (var header : headers) {
      assertTrue(explained.contains(header.substring(0, header.indexOf('='))), header);
    }
  }

  @Test
  void kcatNeedsNoHeaderOnABoundTopic() throws Exception {
    Peers.require("kcat");
    var lines = run("sh", Example.file("kcat-bound.sh").toString()).lines().toList();
    assertTrue(lines.getFirst().contains("skyvane-function=bag-of-words"), lines::toString);
    assertTrue(lines.getFirst().contains("skyvane-status=ok"), lines::toString);
    assertCounted(lines.get(1));
  }

  @Test
  void confluentKafkaForPython() throws Exception {
    Peers.require("python");
    assertAnswered(
        run(Peers.python().toString(), Example.file("confluent_kafka_client.py").toString()));
  }

  @Test
  void kafkaPython() throws Exception {
    Peers.require("python");
    assertAnswered(
        run(Peers.python().toString(), Example.file("kafka_python_client.py").toString()));
  }

  @Test
  void kafkajs() throws Exception {
    Peers.require("node", "npm");
    Peers.require("npm", install());
    var example = directory.resolve("kafkajs-client.mjs");
    Files.copy(Example.file("kafkajs-client.mjs"), example);
    assertAnswered(run("node", example.toString()));
  }

  /** Node finds packages above the program that imports them. */
  private Optional<String> install() {
    try {
      run(
          "npm",
          "install",
          "--no-save",
          "--no-audit",
          "--no-fund",
          "--ignore-scripts",
          "--prefix",
          directory.toString(),
          KAFKAJS);
      return Optional.empty();
    } catch (AssertionError e) {
      return Optional.of("npm can't install " + KAFKAJS + ": " + e.getMessage());
    }
  }

  @Test
  void kafkasOwnJavaClient() throws Exception {
    assertAnswered(java(System.getProperty("java.class.path"), "JavaClient.java"));
  }

  @Test
  void springsReplyingKafkaTemplate() throws Exception {
    var found = ClassLoader.getSystemResource(SPRING.replace('.', '/')) != null;
    Peers.require(
        "spring",
        found
            ? Optional.empty()
            : Optional.of("spring-kafka is not on the class path: build with -Pinterop"));
    assertAnswered(java(System.getProperty("java.class.path"), "SpringClient.java"));
  }

  @Test
  void confluentsAvroProducerAndDeserializer() throws Exception {
    Peers.require(
        "confluent",
        Files.exists(CONFLUENT)
            ? Optional.empty()
            : Optional.of(CONFLUENT + " is missing: build with -Pinterop"));
    // Confluent's classes, their Kafka client and their Avro; nothing of ours.
    var printed =
        java(CONFLUENT.toString(), "AvroClient.java", INVOCATION.toAbsolutePath().toString());
    assertAnswered(printed);
    var receipt = new ObjectMapper().readTree(printed.lines().toList().getLast());
    assertEquals("aws:eu-north-1", receipt.path("region").asText());
    assertEquals(1, receipt.path("attempts").asInt());
    assertTrue(receipt.path("listCostUsd").isTextual(), printed);
  }

  private String java(String classPath, String example, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of(Example.java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath, Example.file(example).toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Runs a command with a reply topic of its own. */
  private String run(String... command) {
    var replies = "client-" + topics++ + ".replies";
    site.createTopic(replies, 2);
    return Example.run(
        Map.of(
            "BROKERS",
            site.cluster.bootstrapServers(),
            "REGISTRY",
            site.registry.url().toString(),
            "REPLIES",
            replies),
        List.of(command));
  }

  private static void assertAnswered(String printed) throws IOException {
    var start = "ok aws:eu-north-1 ";
    // A client may log to the same output.
    var answer = printed.lines().filter(line -> line.startsWith(start)).findFirst();
    assertTrue(answer.isPresent(), printed);
    assertCounted(answer.get().substring(start.length()));
  }

  private static void assertCounted(String answer) throws IOException {
    var expected =
        """
        {"words": 6, "distinct": 4, "counts": {"be": 2, "not": 1, "or": 1, "to": 2}}
        """;
    var json = new ObjectMapper();
    assertEquals(json.readTree(expected), json.readTree(answer));
  }
}
