package dev.skyvane.standalone.command;

import dev.skyvane.schemas.TopicNames;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.standalone.process.Context;
import dev.skyvane.standalone.process.DataDirectory;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka is meant: options win over SKYVANE_* variables, which win over the context. */
final class ConnectionOptions {
  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "Kafka to use instead of the context's ($SKYVANE_BOOTSTRAP_SERVER).")
  private @Nullable String bootstrapServer;

  @Option(
      names = "--schema-registry-url",
      paramLabel = "URL",
      description = "Schema registry beside that Kafka ($SKYVANE_SCHEMA_REGISTRY_URL).")
  private @Nullable String registryUrl;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "What topic names begin with ($SKYVANE_TOPIC_PREFIX); default skyvane.")
  private @Nullable String topicPrefix;

  @Option(
      names = "--client-config",
      paramLabel = "FILE",
      description =
          "Further settings of Kafka clients and the registry client, as a properties file"
              + " ($SKYVANE_CLIENT_CONFIG).")
  private @Nullable Path clientConfig;

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "Context that 'up' wrote ($SKYVANE_CONTEXT); default in its data directory.")
  private @Nullable Path context;

  Cluster connect() {
    return Cluster.connect(address());
  }

  ClusterAddress address() {
    var bootstrap = either(bootstrapServer, "SKYVANE_BOOTSTRAP_SERVER");
    var registry = either(registryUrl, "SKYVANE_SCHEMA_REGISTRY_URL");
    var prefix = either(topicPrefix, "SKYVANE_TOPIC_PREFIX");
    var found = context();
    if (bootstrap.isPresent() && registry.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--bootstrap-server needs --schema-registry-url beside it, or"
              + " SKYVANE_SCHEMA_REGISTRY_URL");
    }
    if (bootstrap.isEmpty() && found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "nothing is running here: there is no context at "
              + contextFile()
              + "; start it with 'skyvane up', or name a Kafka with --bootstrap-server");
    }
    return new ClusterAddress(
        bootstrap.orElseGet(() -> found.orElseThrow().address().bootstrapServers()),
        registry.orElseGet(() -> found.orElseThrow().address().registryUrl()),
        prefix.orElseGet(
            () ->
                found.map(each -> each.address().topicPrefix()).orElse(TopicNames.DEFAULT_PREFIX)),
        clientSettings());
  }

  /** The context of the process that is meant, if it is one that 'up' started. */
  Optional<Context> context() {
    return either(bootstrapServer, "SKYVANE_BOOTSTRAP_SERVER").isPresent()
        ? Optional.empty()
        : readContext();
  }

  private Optional<Context> readContext() {
    try {
      return Context.read(contextFile());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "the context can't be read: " + e.getMessage(), e);
    }
  }

  private Path contextFile() {
    return Optional.ofNullable(context)
        .or(() -> environment("SKYVANE_CONTEXT").map(Path::of))
        .orElseGet(() -> DataDirectory.standard().context());
  }

  private Map<String, String> clientSettings() {
    var file =
        Optional.ofNullable(clientConfig)
            .or(() -> environment("SKYVANE_CLIENT_CONFIG").map(Path::of));
    var settings = new HashMap<String, String>();
    if (file.isPresent()) {
      var properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file.get())) {
        properties.load(reader);
      } catch (IOException e) {
        throw new CommandFailure(
            ExitCode.USAGE, "the client configuration can't be read: " + e.getMessage(), e);
      }
      properties.forEach((key, value) -> settings.put(String.valueOf(key), String.valueOf(value)));
    }
    return settings;
  }

  private static Optional<String> either(@Nullable String option, String variable) {
    return Optional.ofNullable(option).or(() -> environment(variable));
  }

  private static Optional<String> environment(String variable) {
    return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
  }
}
