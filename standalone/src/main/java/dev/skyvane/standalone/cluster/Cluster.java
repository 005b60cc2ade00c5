package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Instance;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** A Kafka cluster with Skyvane's topics. */
public final class Cluster implements AutoCloseable {
  private static final int REACH_SECONDS = 6;

  private final ClusterAddress address;
  private final RecordSerdes serdes;
  private final String id;

  private Cluster(ClusterAddress address, String id) {
    this.address = address;
    this.id = id;
    this.serdes = RecordSerdes.create(address.serdes());
  }

  /**
   * Connects.
   *
   * @throws UnreachableException if Kafka does not answer within seconds, or has no Skyvane topics
   */
  public static Cluster connect(ClusterAddress address) {
    try (var admin = Admin.create(address.client())) {
      var description = admin.describeCluster().clusterId().get(REACH_SECONDS, TimeUnit.SECONDS);
      Set<String> topics = admin.listTopics().names().get(REACH_SECONDS, TimeUnit.SECONDS);
      var functions = address.topics().of(Topic.FUNCTIONS);
      if (!topics.contains(functions)) {
        throw new UnreachableException(
            "Kafka at "
                + address.bootstrapServers()
                + " has no topic '"
                + functions
                + "'; start a router there, which creates the topics, or give the right"
                + " --topic-prefix",
            new IllegalStateException("topics missing"));
      }
      return new Cluster(address, description);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new UnreachableException(
          "no Kafka answers at "
              + address.bootstrapServers()
              + "; start one with 'skyvane up', or name it with --bootstrap-server",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    }
  }

  /** Where it is. */
  public ClusterAddress address() {
    return address;
  }

  /** Kafka's id of the cluster. */
  public String id() {
    return id;
  }

  /** The functions. */
  public SpecTable<FunctionSpec> functions() {
    return new SpecTable<>(address, Topic.FUNCTIONS, serdes.of(FunctionSpec.class));
  }

  /** The regions that were added or overridden. */
  public SpecTable<RegionSpec> regions() {
    return new SpecTable<>(address, Topic.REGIONS, serdes.of(RegionSpec.class));
  }

  /** The instances of services that announce themselves, those that ended without a word too. */
  public SpecTable<Instance> instances() {
    return new SpecTable<>(address, Topic.INSTANCES, serdes.of(Instance.class));
  }

  /**
   * Something that calls functions and waits.
   *
   * @param replyTopic topic of the replies
   */
  public Caller caller(String replyTopic) {
    return new Caller(address, serdes, replyTopic);
  }

  /** Settings of a Kafka client here. */
  public Map<String, Object> client() {
    return address.client();
  }

  /** The serdes that are used here. */
  public RecordSerdes serdes() {
    return serdes;
  }

  @Override
  public void close() {
    serdes.close();
  }
}
