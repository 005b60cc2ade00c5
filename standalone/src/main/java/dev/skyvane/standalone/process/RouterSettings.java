package dev.skyvane.standalone.process;

import dev.skyvane.router.RouterConfig;
import dev.skyvane.router.gateway.GatewayConfig;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.standalone.manifest.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** The settings of the process's router: what follows from its surroundings, and what is chosen. */
public final class RouterSettings {
  /** Keys that begin so carry a name, so that no definition lists them. */
  private static final List<String> OPEN = List.of("bind.", "kafka.", "provider.");

  private static final String OWN_MACHINE = "https?://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?(/.*)?";

  private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final ClusterAddress SOMEWHERE =
      new ClusterAddress("127.0.0.1:1", "http://127.0.0.1:1", TopicNames.DEFAULT_PREFIX, Map.of());

  private RouterSettings() {}

  /** The settings of a router at an address, which listens on some of the ports (0: a free one). */
  static Map<String, String> at(ClusterAddress address, Ports ports, Map<String, String> chosen) {
    var settings = surroundings(address);
    settings.put("router.id", "standalone");
    // One router stands for all sites: it takes each caller's site as its vantage (DELIVERY 18).
    settings.put("router.vantage", "origin");
    settings.put(RouterConfig.HEALTH_PORT, Integer.toString(ports.health()));
    settings.put(GatewayConfig.ENABLED, "true");
    settings.put(GatewayConfig.PORT, Integer.toString(ports.gateway()));
    // Whoever reaches it may see everything of this process anyway.
    settings.put(GatewayConfig.ERROR_DETAILS, "true");
    settings.put(GatewayConfig.CALLBACKS_ALLOW, OWN_MACHINE);
    settings.putAll(chosen);
    return settings;
  }

  /**
   * Checks what is chosen before anything starts.
   *
   * @throws ConfigException that names key, value and rule
   */
  public static void check(Map<String, String> chosen) {
    chosen.forEach(RouterSettings::checkKey);
    var settings = at(SOMEWHERE, Ports.FREE, chosen);
    for (var topic : new RouterConfig(settings).inputTopics()) {
      checkInput(topic);
    }
    // Made to be judged; nothing is opened.
    var unused = new GatewayConfig(settings);
  }

  private static void checkKey(String key, String value) {
    if (surroundings(SOMEWHERE).containsKey(key)) {
      throw new ConfigException(key, value, "follows from what 'up' starts and can't be set");
    }
    var known = new TreeSet<>(RouterConfig.definition().names());
    known.addAll(GatewayConfig.definition().names());
    known.addAll(RecordSerdes.configDef().names());
    if (!known.contains(key) && OPEN.stream().noneMatch(key::startsWith)) {
      throw new ConfigException(
          key,
          value,
          "there is no such setting"
              + Suggestion.nearest(key, known)
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse("; docs/reference/config.md lists them"));
    }
    if (key.startsWith("bind.") && value.isBlank()) {
      throw new ConfigException(key, value, "must name what the topic is bound to");
    }
  }

  private static void checkInput(String topic) {
    if (!TOPIC_NAME.matcher(topic).matches()) {
      throw new ConfigException(
          "topic '" + topic + "': a name has 1 to 249 letters, digits, '.', '_' and '-'");
    }
    var own = TopicNames.DEFAULT.find(topic);
    if (own.isPresent() && own.get() != Topic.INVOCATIONS) {
      throw new ConfigException(
          "topic '" + topic + "': it is Skyvane's own and can't be read as invocations");
    }
  }

  private static LinkedHashMap<String, String> surroundings(ClusterAddress address) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("bootstrap.servers", address.bootstrapServers());
    settings.put("schema.registry.url", address.registryUrl());
    settings.put("topic.prefix", address.topicPrefix());
    return settings;
  }
}
