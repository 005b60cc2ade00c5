package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.TopicNames;
import java.util.HashMap;
import java.util.Map;

/**
 * Where Kafka and its schema registry are.
 *
 * @param bootstrapServers brokers to begin with, {@code host:port}, comma separated
 * @param registryUrl URL of the schema registry
 * @param topicPrefix what topic names begin with
 * @param settings further settings of Kafka clients and of the registry client, by their own names
 */
public record ClusterAddress(
    String bootstrapServers, String registryUrl, String topicPrefix, Map<String, String> settings) {
  public ClusterAddress {
    settings = Map.copyOf(settings);
  }

  /** The names of topics there. */
  public TopicNames topics() {
    return new TopicNames(topicPrefix);
  }

  /** Settings of a Kafka client that gives up within seconds. */
  Map<String, Object> client() {
    var client = new HashMap<String, Object>();
    client.put("request.timeout.ms", "5000");
    client.put("default.api.timeout.ms", "10000");
    client.put("reconnect.backoff.max.ms", "1000");
    client.putAll(settings);
    client.put("bootstrap.servers", bootstrapServers);
    return client;
  }

  /** Settings of a consumer of committed records that is in no group and creates no topics. */
  Map<String, Object> reader() {
    var reader = client();
    reader.put("enable.auto.commit", "false");
    reader.put("isolation.level", "read_committed");
    reader.put("allow.auto.create.topics", "false");
    return reader;
  }

  /** Settings of the serdes. */
  Map<String, Object> serdes() {
    var serdes = new HashMap<String, Object>(settings);
    serdes.put("schema.registry.url", registryUrl);
    return serdes;
  }
}
