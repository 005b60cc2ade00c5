package dev.skyvane.standalone.process;

import dev.skyvane.connect.carbon.CarbonSourceConnector;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.standalone.cluster.ClusterAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of the process's carbon source: what follows from its surroundings, and what is
 * chosen.
 */
public final class CarbonSettings {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final ClusterAddress SOMEWHERE =
      new ClusterAddress("127.0.0.1:1", "http://127.0.0.1:1", TopicNames.DEFAULT_PREFIX, Map.of());

  private CarbonSettings() {}

  /** The connector's settings at an address. */
  static Map<String, String> at(ClusterAddress address, Map<String, String> chosen) {
    var settings = new HashMap<>(chosen);
    settings.putAll(surroundings(address));
    return settings;
  }

  /**
   * Checks what is chosen before anything starts.
   *
   * @throws ConfigException that names key and rule
   */
  public static void check(Map<String, String> chosen) {
    for (var key : chosen.keySet()) {
      if (surroundings(SOMEWHERE).containsKey(key)) {
        throw new ConfigException(key + " follows from what 'up' starts and can't be set");
      }
    }
    var errors =
        new CarbonSourceConnector()
            .validate(at(SOMEWHERE, chosen)).configValues().stream()
                .flatMap(value -> value.errorMessages().stream())
                .collect(Collectors.joining("; "));
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
  }

  private static Map<String, String> surroundings(ClusterAddress address) {
    return Map.of(
        "connector.class", CarbonSourceConnector.class.getName(),
        "key.converter", BYTES,
        "value.converter", BYTES,
        "topic.prefix", address.topicPrefix(),
        "schema.registry.url", address.registryUrl());
  }
}
