package dev.skyvane.testkit;

import dev.skyvane.embedded.NodeMain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose nodes are JVMs of their own: one that is broker and controller, or a controller
 * and three brokers. Brokers can be killed, frozen and thawed.
 */
public final class ChildJvmKafka implements KafkaCluster {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CONTROLLER_ID = 100;
  private static final List<String> JVM_FLAGS = List.of("-Xmx192m");

  private final TemporaryDirectory directory = TemporaryDirectory.create("skyvane-kafka-");
  private final String clusterId = Uuid.randomUuid().toString();
  private final int size;
  private final @Nullable ChildJvm controller;
  private final List<Place> places = new ArrayList<>();
  private final List<ChildJvm> processes = new ArrayList<>();

  /** Where a broker is, through all its restarts. */
  private record Place(int id, String role, int port, int controllerId, int controllerPort) {}

  private ChildJvmKafka(int brokers) {
    this.size = brokers;
    var starting = new ArrayList<Place>();
    ChildJvm first = null;
    try {
      if (brokers == 1) {
        starting.add(new Place(1, "both", 0, 1, 0));
      } else {
        var place = new Place(CONTROLLER_ID, "controller", 0, CONTROLLER_ID, 0);
        first = launch(place);
        var port = ready(place, first).controllerPort();
        for (var id = 1; id <= brokers; id++) {
          starting.add(new Place(id, "broker", 0, CONTROLLER_ID, port));
        }
      }
      for (var place : starting) {
        processes.add(launch(place));
      }
      for (var index = 0; index < brokers; index++) {
        places.add(ready(starting.get(index), processes.get(index)));
      }
    } catch (RuntimeException | Error e) {
      end(first);
      throw e;
    }
    this.controller = first;
  }

  static ChildJvmKafka start(int brokers) {
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("brokers must be 1 or 3, not " + brokers);
    }
    return new ChildJvmKafka(brokers);
  }

  @Override
  public synchronized String bootstrapServers() {
    return places.stream()
        .map(place -> "127.0.0.1:" + place.port())
        .collect(Collectors.joining(","));
  }

  @Override
  public int brokers() {
    return size;
  }

  @Override
  public synchronized void stopBroker(int index) {
    processes.get(index).stop(LIMIT);
  }

  @Override
  public synchronized void startBroker(int index) {
    if (processes.get(index).isAlive()) {
      throw new IllegalStateException("broker " + index + " runs already");
    }
    var process = launch(places.get(index));
    processes.set(index, process);
    ready(places.get(index), process);
  }

  /** Ends a broker as a crash does: no good-bye, nothing flushed. */
  public synchronized void killBroker(int index) {
    processes.get(index).kill();
  }

  /** Freezes a broker: its connections stay open and nothing answers. */
  public synchronized void freezeBroker(int index) {
    processes.get(index).freeze();
  }

  /** Lets a frozen broker go on. */
  public synchronized void thawBroker(int index) {
    processes.get(index).thaw();
  }

  /** The process id of a broker's newest process. */
  public synchronized long pidOfBroker(int index) {
    return processes.get(index).pid();
  }

  @Override
  public synchronized void close() {
    end(controller);
  }

  private void end(@Nullable ChildJvm controllerProcess) {
    processes.forEach(ChildJvm::close);
    if (controllerProcess != null) {
      controllerProcess.close();
    }
    directory.close();
  }

  private ChildJvm launch(Place place) {
    return ChildJvm.start(
        NodeMain.class,
        JVM_FLAGS,
        List.of(
            "id=" + place.id(),
            "role=" + place.role(),
            "directory=" + directory.path().resolve("node-" + place.id()),
            "cluster=" + clusterId,
            "brokers=" + size,
            "port=" + place.port(),
            "controller.id=" + place.controllerId(),
            "controller.port=" + place.controllerPort(),
            // Killed brokers are started again, and register only when their old session has ended.
            "broker.session.timeout.ms=2000"));
  }

  /** The place with the ports that the process has taken. */
  private static Place ready(Place place, ChildJvm process) {
    var ports = process.awaitLine(NodeMain.READY, LIMIT).split(" ", -1);
    return new Place(
        place.id(),
        place.role(),
        Integer.parseInt(ports[0]),
        place.controllerId(),
        Integer.parseInt(ports[1]));
  }
}
