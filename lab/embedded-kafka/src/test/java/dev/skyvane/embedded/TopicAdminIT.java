package dev.skyvane.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicMismatchException;
import dev.skyvane.schemas.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue of topics on a real broker; each test under a prefix of its own. */
@Timeout(60)
final class TopicAdminIT {
  @TempDir static Path dir;

  private static EmbeddedKafka kafka;
  private static Admin admin;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir));
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    kafka.close();
  }

  private static int partitions(TopicNames names, Topic topic) throws Exception {
    var name = names.of(topic);
    return admin.describeTopics(List.of(name)).allTopicNames().get().get(name).partitions().size();
  }

  private static void create(String name, int partitions, Map<String, String> settings)
      throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
        .all()
        .get();
  }

  @Test
  void createsEveryTopicAsTheCatalogueSays() throws Exception {
    var names = new TopicNames("all.");
    var topics = new TopicAdmin(admin, names);
    assertEquals(Topic.values().length, topics.check().size());
    topics.ensure(3, (short) 1);
    assertEquals(List.of(), topics.check());
    for (var topic : Topic.values()) {
      assertEquals(topic.partitioned() ? 3 : 1, partitions(names, topic), topic.name());
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, names.of(topic));
      var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      topic
          .settings()
          .forEach(
              (key, value) ->
                  assertEquals(
                      new TreeSet<>(Arrays.asList(value.split(","))),
                      new TreeSet<>(Arrays.asList(config.get(key).value().split(","))),
                      topic + " " + key));
    }
    topics.ensure(3, (short) 1);
  }

  @Test
  void namesTheTopicThatIsMissing() throws Exception {
    var names = new TopicNames("missing.");
    var topics = new TopicAdmin(admin, names);
    topics.ensure(1, (short) 1);
    admin.deleteTopics(List.of("missing.replies")).all().get();
    // A broker takes its time to forget a topic.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var problems = topics.check();
              assertEquals(1, problems.size(), problems::toString);
              assertTrue(problems.getFirst().contains("missing.replies"), problems::toString);
            });
    topics.ensure(1, (short) 1);
    assertEquals(List.of(), topics.check());
  }

  @Test
  void parkedHasThePartitionsOfInvocations() throws Exception {
    create("parked.parked", 2, Topic.PARKED.settings());
    var failure =
        assertThrows(
            TopicMismatchException.class,
            () -> new TopicAdmin(admin, new TopicNames("parked.")).ensure(4, (short) 1));
    assertEquals(1, failure.problems().size(), failure::getMessage);
    for (var said : List.of("parked.parked has 2", "parked.invocations has 4")) {
      assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }
  }

  @Test
  void doesNotTakeAnotherNumberOfPartitions() {
    var topics = new TopicAdmin(admin, new TopicNames("count."));
    topics.ensure(2, (short) 1);
    var failure = assertThrows(TopicMismatchException.class, () -> topics.ensure(4, (short) 1));
    assertEquals(1, failure.problems().size(), failure::getMessage);
    assertTrue(failure.getMessage().contains("has 2 partitions, but 4"), failure.getMessage());
  }

  @Test
  void namesTheSettingThatIsWrongAndTheWayOut() throws Exception {
    create("set.functions", 1, Map.of("cleanup.policy", "delete"));
    var small = new HashMap<>(Topic.DEAD_LETTERS.settings());
    small.put("max.message.bytes", "1000000");
    create("set.dead-letters", 2, small);
    var clock = new HashMap<>(Topic.INVOCATIONS.settings());
    clock.put("message.timestamp.type", "CreateTime");
    create("set.invocations", 2, clock);
    var larger = new HashMap<>(Topic.REPLIES.settings());
    larger.put("max.message.bytes", "20000000");
    larger.put("retention.ms", "1000");
    create("set.replies", 5, larger);
    var failure =
        assertThrows(
            TopicMismatchException.class,
            () -> new TopicAdmin(admin, new TopicNames("set.")).ensure(2, (short) 1));
    assertEquals(3, failure.problems().size(), failure::getMessage);
    for (var said :
        List.of(
            "set.functions has cleanup.policy=delete, but compact is wanted",
            "set.dead-letters has max.message.bytes=1000000, but at least 9502720 is wanted",
            "set.invocations has message.timestamp.type=CreateTime, but LogAppendTime is wanted",
            "kafka-configs.sh --alter --topic set.functions --add-config cleanup.policy=compact")) {
      assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }
  }

  @Test
  void saysWhyABrokerRefuses() {
    var failure =
        assertThrows(
            KafkaException.class,
            () -> new TopicAdmin(admin, new TopicNames("copies.")).ensure(1, (short) 3));
    assertTrue(failure.getMessage().contains("copies."), failure.getMessage());
  }
}
