package dev.skyvane.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.connect.cli.ConnectStandalone;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.util.FutureCallback;

/**
 * A standalone Connect worker in this JVM, with the connectors on its class path. Where its source
 * connectors are stands in one file. It writes at least once: a standalone worker can't do it
 * exactly once. Thread-safe.
 */
public final class EmbeddedConnect implements AutoCloseable {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Connect<StandaloneHerder> connect;

  private EmbeddedConnect(Connect<StandaloneHerder> connect) {
    this.connect = connect;
  }

  /**
   * Starts a worker, whose REST API listens on a free loopback port.
   *
   * @param offsets file with the positions of source connectors; made if it is not there
   */
  public static EmbeddedConnect start(String bootstrapServers, Path offsets) {
    var settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "key.converter",
            BYTES,
            "value.converter",
            BYTES,
            "offset.storage.file.filename",
            offsets.toString(),
            "offset.flush.interval.ms",
            "1000",
            "listeners",
            "http://127.0.0.1:0",
            // Without it every jar of the class path is read.
            "plugin.discovery",
            "service_load",
            "producer.linger.ms",
            "0");
    return new EmbeddedConnect(new ConnectStandalone().startConnect(settings));
  }

  /**
   * Starts a connector, or gives it other settings; returns when the worker has taken it, which is
   * before its tasks run.
   *
   * @throws IllegalArgumentException if its settings are refused; the message says why
   */
  public void run(String name, Map<String, String> settings) {
    var taken = new FutureCallback<Herder.Created<ConnectorInfo>>();
    var named = new HashMap<>(settings);
    named.put("name", name);
    connect.herder().putConnectorConfig(name, named, true, taken);
    try {
      taken.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "connector '" + name + "' is refused: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("connector '" + name + "' is not taken in " + LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How a connector and its tasks do, as in {@code RUNNING RUNNING}; a failure with its reason. */
  public String state(String name) {
    ConnectorStateInfo state;
    try {
      state = connect.herder().connectorStatus(name);
    } catch (NotFoundException e) {
      return "UNASSIGNED";
    }
    return said(state.connector())
        + " "
        + state.tasks().stream().map(EmbeddedConnect::said).collect(Collectors.joining(" "));
  }

  private static String said(ConnectorStateInfo.AbstractState state) {
    return state.trace() == null ? state.state() : state.state() + ": " + state.trace();
  }

  /** Where its REST API is. */
  public URI url() {
    return connect.rest().advertisedUrl();
  }

  /** Stops its connectors, flushes their positions and ends it. */
  @Override
  public void close() {
    connect.stop();
    connect.awaitStop();
  }
}
