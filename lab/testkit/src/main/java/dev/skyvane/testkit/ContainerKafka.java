package dev.skyvane.testkit;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.skyvane.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One broker in a container, from the image that {@code docker/build kafka} makes; nothing is
 * pulled.
 */
public final class ContainerKafka implements KafkaCluster {
  private static final String IMAGE_PROPERTY = "skyvane.kafka.image";
  private static final String IMAGE = "skyvane/kafka:latest";
  private static final int KAFKA_PORT = 9092;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final KafkaContainer container;

  private ContainerKafka(KafkaContainer container) {
    this.container = container;
  }

  static ContainerKafka start() {
    Peers.require("docker");
    // A chosen port stays the same when the container is stopped and started again.
    var port = freePort();
    var container =
        new KafkaContainer(
            DockerImageName.parse(image()).asCompatibleSubstituteFor("apache/kafka"));
    container.withCreateContainerCmdModifier(
        command ->
            command
                .getHostConfig()
                .withPortBindings(
                    new PortBinding(
                        Ports.Binding.bindIpAndPort("127.0.0.1", port),
                        new ExposedPort(KAFKA_PORT))));
    EmbeddedKafka.chosenSettings(1)
        .forEach((key, value) -> container.withEnv(variable(key), value));
    container.start();
    return new ContainerKafka(container);
  }

  /** Why no container can be had here; empty if one can. */
  static Optional<String> missing() {
    var factory = DockerClientFactory.instance();
    if (!factory.isDockerAvailable()) {
      return Optional.of("no Docker engine answers (DOCKER_HOST, or the default socket)");
    }
    try {
      factory.client().inspectImageCmd(image()).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      return Optional.of(
          "the Docker engine has no image " + image() + ": make it with 'docker/build kafka'");
    }
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public int brokers() {
    return 1;
  }

  @Override
  public void stopBroker(int index) {
    try {
      // Testcontainers starts the broker below a shell that does not hand signals on.
      var signalled = container.execInContainer("bash", "-c", "kill -TERM $(</tmp/kafka.pid)");
      if (signalled.getExitCode() != 0) {
        throw new IllegalStateException("the broker can't be told to end: " + signalled);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping the broker", e);
    }
    Awaitility.await("the broker's container ends").atMost(LIMIT).until(() -> !runs());
  }

  @Override
  public void startBroker(int index) {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Awaitility.await("the broker in the container serves again")
          .atMost(LIMIT)
          .until(() -> !admin.describeCluster().nodes().get().isEmpty());
    }
  }

  @Override
  public void close() {
    container.stop();
  }

  private boolean runs() {
    var state =
        container
            .getDockerClient()
            .inspectContainerCmd(container.getContainerId())
            .exec()
            .getState();
    return Boolean.TRUE.equals(state.getRunning());
  }

  private static String image() {
    return System.getProperty(IMAGE_PROPERTY, IMAGE);
  }

  /** The name under which Kafka's own image takes a broker property. */
  private static String variable(String property) {
    return "KAFKA_" + property.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
