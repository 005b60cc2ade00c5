package dev.skyvane.standalone.process;

import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.stream.HostConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of the process's stream services. */
final class StreamSettings {
  private StreamSettings() {}

  /**
   * The settings of a service at an address.
   *
   * @param port of its queries; 0 for a free one
   * @param data directory of the process's data; the tables are kept beside the broker's
   */
  static Map<String, String> at(ClusterAddress address, int port, Path data) {
    var settings = new LinkedHashMap<String, String>();
    settings.put(HostConfig.BOOTSTRAP_SERVERS, address.bootstrapServers());
    settings.put("schema.registry.url", address.registryUrl());
    settings.put(HostConfig.TOPIC_PREFIX, address.topicPrefix());
    settings.put(HostConfig.QUERY_PORT, Integer.toString(port));
    settings.put(HostConfig.STATE_DIR, data.resolve("streams").toString());
    // There is no other instance to keep copies.
    settings.put(HostConfig.STANDBY_REPLICAS, "0");
    return settings;
  }
}
