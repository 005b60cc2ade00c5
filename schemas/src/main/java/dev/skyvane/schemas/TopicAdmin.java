package dev.skyvane.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics of the catalogue and checks those that exist. Calls block for at most the
 * admin client's own timeouts. Not thread-safe. Topics are never altered: their owner may have
 * reasons.
 */
public final class TopicAdmin {
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);
  private static final String MAX_BYTES = "max.message.bytes";

  /** Settings that must be as the catalogue says; retention and the like are the site's choice. */
  private static final List<String> EXACT = List.of("cleanup.policy", "message.timestamp.type");

  private final Admin admin;
  private final TopicNames names;

  public TopicAdmin(Admin admin, TopicNames names) {
    this.admin = admin;
    this.names = names;
  }

  /**
   * Creates the topics that are missing, then checks all. Several processes may do so at once.
   *
   * @param partitions of partitioned topics; one that exists already must have as many where work
   *     is spread by it (invocations, parked)
   * @param replication replicas of each partition of a topic that is created
   * @throws TopicMismatchException if a topic is not as it must be
   * @throws KafkaException if the broker refuses or does not answer
   */
  public void ensure(int partitions, short replication) {
    var existing = describe();
    var missing = new ArrayList<NewTopic>();
    for (var topic : Topic.values()) {
      if (!existing.containsKey(topic)) {
        missing.add(
            new NewTopic(names.of(topic), topic.partitioned() ? partitions : 1, replication)
                .configs(topic.settings()));
      }
    }
    create(missing);
    awaitKnown();
    var problems = new ArrayList<String>();
    var invocations = existing.get(Topic.INVOCATIONS);
    if (invocations != null && invocations.partitions().size() != partitions) {
      problems.add(
          "Topic %s has %d partitions, but %d are wanted: configure %d, because a topic's count can't be changed while invocations are under way"
              .formatted(
                  names.of(Topic.INVOCATIONS),
                  invocations.partitions().size(),
                  partitions,
                  invocations.partitions().size()));
    }
    problems.addAll(check());
    if (!problems.isEmpty()) {
      throw new TopicMismatchException(problems);
    }
  }

  private void create(List<NewTopic> missing) {
    if (missing.isEmpty()) {
      return;
    }
    var results = admin.createTopics(missing).values();
    results.forEach(
        (name, result) -> {
          try {
            await("create topic " + name, result);
          } catch (TopicExistsException e) {
            // Another process was quicker; check() looks at what it made.
          }
        });
  }

  /** A broker may learn of a new topic some time after the controller has made it. */
  private void awaitKnown() {
    long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
    while (describe().size() < Topic.values().length && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** What is wrong with the topics, in words: topic, setting, found, wanted, way out. */
  public List<String> check() {
    var existing = describe();
    var problems = new ArrayList<String>();
    for (var topic : Topic.values()) {
      if (!existing.containsKey(topic)) {
        problems.add(
            "Topic %s does not exist: create it with %s"
                .formatted(names.of(topic), new TreeMap<>(topic.settings())));
      }
    }
    checkPartitions(existing).ifPresent(problems::add);
    checkSettings(existing, problems);
    return List.copyOf(problems);
  }

  private Optional<String> checkPartitions(Map<Topic, TopicDescription> existing) {
    var invocations = existing.get(Topic.INVOCATIONS);
    var parked = existing.get(Topic.PARKED);
    if (invocations == null
        || parked == null
        || invocations.partitions().size() == parked.partitions().size()) {
      return Optional.empty();
    }
    return Optional.of(
        "Topic %s has %d partitions, but %s has %d: they must be equal, because an invocation is parked in the partition of its number; create %s anew while no router runs"
            .formatted(
                names.of(Topic.PARKED),
                parked.partitions().size(),
                names.of(Topic.INVOCATIONS),
                invocations.partitions().size(),
                names.of(Topic.PARKED)));
  }

  private void checkSettings(Map<Topic, TopicDescription> existing, List<String> problems) {
    var resources =
        existing.keySet().stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, names.of(topic)))
            .toList();
    var configs = await("read the settings of topics", admin.describeConfigs(resources).all());
    for (var topic : existing.keySet()) {
      var config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, names.of(topic)));
      if (config != null) {
        checkSettings(topic, config, problems);
      }
    }
  }

  private void checkSettings(Topic topic, Config config, List<String> problems) {
    for (var setting : EXACT) {
      var wanted = topic.settings().get(setting);
      var found = value(config, setting);
      if (wanted != null && !sameList(wanted, found)) {
        problems.add(problem(topic, setting, found, wanted, wanted));
      }
    }
    var wanted = topic.settings().get(MAX_BYTES);
    var found = value(config, MAX_BYTES);
    if (wanted != null && Long.parseLong(found) < Long.parseLong(wanted)) {
      problems.add(problem(topic, MAX_BYTES, found, "at least " + wanted, wanted));
    }
  }

  private String problem(Topic topic, String setting, String found, String wanted, String set) {
    return "Topic %s has %s=%s, but %s is wanted: kafka-configs.sh --alter --topic %s --add-config %s"
        .formatted(
            names.of(topic),
            setting,
            found,
            wanted,
            names.of(topic),
            set.indexOf(',') < 0 ? setting + "=" + set : setting + "=[" + set + "]");
  }

  /** {@code compact,delete} and {@code delete,compact} mean the same. */
  private static boolean sameList(String wanted, String found) {
    return List.of(wanted.split(",")).stream()
        .sorted()
        .toList()
        .equals(List.of(found.split(",")).stream().sorted().toList());
  }

  private static String value(Config config, String setting) {
    var entry = config.get(setting);
    if (entry == null || entry.value() == null) {
      throw new KafkaException("The broker does not tell a topic's " + setting);
    }
    return entry.value();
  }

  private Map<Topic, TopicDescription> describe() {
    var found = new TreeMap<Topic, TopicDescription>();
    var all = List.of(Topic.values()).stream().map(names::of).toList();
    var results = admin.describeTopics(all).topicNameValues();
    for (var topic : Topic.values()) {
      var result = results.get(names.of(topic));
      if (result == null) {
        continue;
      }
      try {
        found.put(topic, await("describe topic " + names.of(topic), result));
      } catch (UnknownTopicOrPartitionException e) {
        // Missing, which is for the caller to judge.
      }
    }
    return found;
  }

  private static <T> T await(String what, KafkaFuture<T> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case TopicExistsException exists -> throw exists;
        case UnknownTopicOrPartitionException unknown -> throw unknown;
        case null, default ->
            throw new KafkaException("Could not " + what + ": " + e.getMessage(), e);
      }
    }
  }
}
