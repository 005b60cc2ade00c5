package dev.skyvane.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.guarantee.Guarantee;
import dev.skyvane.testkit.load.TerminalReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** A site's topics, and who writes and reads them from outside. Used by one thread. */
final class SiteTopics implements AutoCloseable {
  static final int PARTITIONS = 4;

  private final ChaosCluster cluster;
  private final TopicNames topics;
  private final RecordSerdes serdes;
  private final Producer<byte[], byte[]> producer;

  SiteTopics(ChaosCluster cluster, TopicNames topics) {
    this.cluster = cluster;
    this.topics = topics;
    this.serdes =
        RecordSerdes.create(Map.of("schema.registry.url", cluster.registryUrl.toString()));
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.kafka.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topic.MAX_RECORD_BYTES,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) ChaosSite.LIMIT.toMillis(),
                // A load that waits for brokers is late, not over.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                ChaosSite.LIMIT.toMillis()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Creates Skyvane's own, and those that callers name. */
  void create() {
    new TopicAdmin(cluster.admin, topics).ensure(PARTITIONS, ChaosCluster.COPIES);
    var names = replyTopics();
    var created =
        cluster.admin.createTopics(
            List.of(
                topic(names.replies(), Topic.MAX_RECORD_BYTES),
                topic(names.small(), Work.SMALL_BYTES)));
    try {
      created.all().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static NewTopic topic(String name, int maxBytes) {
    return new NewTopic(name, 2, ChaosCluster.COPIES)
        .configs(Map.of("max.message.bytes", Integer.toString(maxBytes)));
  }

  /** Topics that callers name for their replies. */
  Work.ReplyTopics replyTopics() {
    return new Work.ReplyTopics(
        topics.prefix() + "caller.replies", topics.prefix() + "small.replies");
  }

  /** Writes the specs of all regions and functions. */
  void register(Clouds clouds, Shape shape) {
    for (var region : clouds.regions()) {
      put(Topic.REGIONS, region.id(), clouds.spec(region));
    }
    for (var function : Functions.values()) {
      if (function != Functions.UNKNOWN) {
        put(Topic.FUNCTIONS, function.text, clouds.spec(function, shape));
      }
    }
    producer.flush();
  }

  private <T extends SpecificRecord> void put(Topic topic, String key, T value) {
    var name = topics.of(topic);
    @SuppressWarnings("unchecked")
    var type = (Class<T>) value.getClass();
    producer.send(
        new ProducerRecord<>(
            name, key.getBytes(UTF_8), serdes.of(type).serializer().serialize(name, value)));
  }

  Producer<byte[], byte[]> producer() {
    return producer;
  }

  Serializer<Invocation> invocations() {
    return serdes.of(Invocation.class).serializer();
  }

  /** A reader of all terminal records; the caller closes it. */
  TerminalReader reader(Guarantee told) {
    return new TerminalReader(
        cluster.kafka.bootstrapServers(),
        List.of(replyTopics().replies(), replyTopics().small(), topics.of(Topic.REPLIES)),
        topics.of(Topic.DEAD_LETTERS),
        serdes.of(Reply.class).deserializer(),
        serdes.of(DeadLetter.class).deserializer(),
        told);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    serdes.close();
  }
}
