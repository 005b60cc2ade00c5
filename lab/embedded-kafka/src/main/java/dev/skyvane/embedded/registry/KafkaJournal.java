package dev.skyvane.embedded.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A journal in one partition of a compacted topic. Each change is a transaction of one
 * transactional id, so that a writer that was replaced can't add to it.
 */
final class KafkaJournal implements RegistryJournal {
  /** Longest wait for Kafka in one call: less than the 10 s that our clients wait for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final String bootstrapServers;
  private final TopicPartition partition;
  private final ChangeCodec codec = new ChangeCodec();
  private @Nullable Producer<byte[], byte[]> producer;

  KafkaJournal(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.partition = new TopicPartition(topic, 0);
  }

  @Override
  public void replay(Consumer<Change> reader) {
    ensureTopic();
    close();
    var writer =
        new KafkaProducer<>(producerConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      writer.initTransactions();
      read(reader);
    } catch (RuntimeException e) {
      writer.close(Duration.ZERO);
      throw e;
    }
    producer = writer;
  }

  private void read(Consumer<Change> reader) {
    try (var consumer =
        new KafkaConsumer<>(
            consumerConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var partitions = List.of(partition);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end) {
        var records = consumer.poll(Duration.ofMillis(100));
        records.forEach(record -> reader.accept(codec.decode(record.key(), record.value())));
        if (!records.isEmpty()) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new KafkaException(
              "The journal %s gives nothing after offset %d, though it ends at %d"
                  .formatted(partition.topic(), consumer.position(partition), end));
        }
      }
    }
  }

  @Override
  public void append(List<Change> changes) {
    var writer = producer;
    if (writer == null) {
      throw new KafkaException("The journal is not open");
    }
    writer.beginTransaction();
    for (var change : changes) {
      var entry = codec.encode(change);
      // A failed send fails the commit too, with the same cause.
      var unused =
          writer.send(
              new ProducerRecord<>(
                  partition.topic(), partition.partition(), entry.key(), entry.value()));
    }
    writer.commitTransaction();
  }

  private void ensureTopic() {
    var topic = partition.topic();
    try (var admin = Admin.create(clientConfig())) {
      var wanted =
          new NewTopic(topic, Optional.of(1), Optional.empty())
              .configs(
                  Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      try {
        admin.createTopics(List.of(wanted)).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw failed("create", e);
        }
      }
      check(admin, topic);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void check(Admin admin, String topic) throws InterruptedException {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      var configs = admin.describeConfigs(List.of(resource)).all().get();
      var config = configs.get(resource);
      var policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
      if (policy != null && !TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy.value())) {
        throw new IllegalStateException(
            "Topic %s has cleanup.policy=%s, but must be compacted, or schemas would get lost: set cleanup.policy=compact, or name another journal topic"
                .formatted(topic, policy.value()));
      }
    } catch (ExecutionException e) {
      throw failed("look at", e);
    }
  }

  private KafkaException failed(String what, ExecutionException failure) {
    return new KafkaException(
        "Could not %s journal topic %s: %s"
            .formatted(what, partition.topic(), failure.getMessage()),
        failure);
  }

  private Map<String, Object> clientConfig() {
    var config = new HashMap<String, Object>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, "registry-" + partition.topic());
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return config;
  }

  private Map<String, Object> producerConfig() {
    var config = clientConfig();
    config.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "registry-" + partition.topic());
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) PATIENCE.toMillis());
    return config;
  }

  private Map<String, Object> consumerConfig() {
    var config = clientConfig();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A consumer's close waits for its last fetch, which at the end of a topic waits this long.
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    return config;
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
