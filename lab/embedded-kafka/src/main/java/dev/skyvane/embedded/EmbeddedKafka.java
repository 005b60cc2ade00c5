package dev.skyvane.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster in this JVM, by KRaft: one node that is broker and controller, or one controller
 * and three brokers.
 *
 * <p>Thread-safe; calls take turns. Records of up to {@link
 * dev.skyvane.schemas.Topic#MAX_DEAD_LETTER_BYTES} bytes pass wherever a topic does not say less.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int CONTROLLER_ID = 100;

  private final DataDirectory directory;
  private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
  private final @Nullable KafkaNode controller;
  private final List<NodePlan> plans = new ArrayList<>();
  private final Map<Integer, KafkaNode> running = new HashMap<>();

  /**
   * What a cluster is started with.
   *
   * @param dataDirectory where it keeps its data, created if missing; used by one cluster at a time
   * @param brokers 1 or 3
   * @param firstPort port of the first broker, the others follow; 0 takes free ports. The
   *     controller always takes a free one
   * @param settings broker properties by Kafka's names, overriding what is chosen here
   */
  public record Options(
      Path dataDirectory, int brokers, int firstPort, Map<String, String> settings) {
    public Options {
      if (brokers != 1 && brokers != 3) {
        throw new IllegalArgumentException("brokers must be 1 or 3, not " + brokers);
      }
      if (firstPort < 0 || firstPort + brokers > 65536) {
        throw new IllegalArgumentException(
            "firstPort must be 0 (free ports) to " + (65536 - brokers) + ", not " + firstPort);
      }
      dataDirectory = dataDirectory.toAbsolutePath().normalize();
      settings = Map.copyOf(settings);
    }

    /** One broker on a free port. */
    public static Options singleBroker(Path dataDirectory) {
      return new Options(dataDirectory, 1, 0, Map.of());
    }

    /**
     * Three brokers on free ports: three copies of a topic by default, of which two must be
     * written.
     */
    public static Options threeBrokers(Path dataDirectory) {
      return new Options(dataDirectory, 3, 0, Map.of());
    }

    /** The same with the first broker's port; 0 for free ones. */
    public Options withFirstPort(int port) {
      return new Options(dataDirectory, brokers, port, settings);
    }

    /** The same with one more broker property. */
    public Options with(String key, String value) {
      var more = new HashMap<>(settings);
      more.put(key, value);
      return new Options(dataDirectory, brokers, firstPort, more);
    }
  }

  private EmbeddedKafka(Options options) {
    this.directory = DataDirectory.open(options.dataDirectory(), options.brokers());
    var prepared = new ArrayList<KafkaNode>();
    try {
      if (options.brokers() == 1) {
        this.controller = null;
        prepared.add(KafkaNode.prepare(plan(options, 0, NodePlan.Role.BOTH, 1, 0)));
      } else {
        this.controller =
            KafkaNode.prepare(
                new NodePlan(
                    CONTROLLER_ID,
                    NodePlan.Role.CONTROLLER,
                    directory.node(CONTROLLER_ID),
                    directory.clusterId(),
                    options.brokers(),
                    0,
                    CONTROLLER_ID,
                    0,
                    options.settings()));
        var port = controller.plan().controllerPort();
        for (var index = 0; index < options.brokers(); index++) {
          prepared.add(
              KafkaNode.prepare(plan(options, index, NodePlan.Role.BROKER, CONTROLLER_ID, port)));
        }
      }
    } catch (RuntimeException e) {
      abandon(prepared, e);
      throw e;
    }
    prepared.forEach(node -> plans.add(node.plan()));
    try {
      if (controller != null) {
        watch(controller);
        controller.start();
      }
      startTogether(prepared);
    } catch (RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  /**
   * Starts a cluster and blocks until every broker serves.
   *
   * @throws EmbeddedKafkaException if a port is taken, the directory is in use or belongs to a
   *     cluster of another size, or Kafka does not start; nothing is left running then
   */
  public static EmbeddedKafka start(Options options) {
    return new EmbeddedKafka(options);
  }

  /**
   * The broker properties that are chosen for a cluster of this size, addresses and directories
   * aside: for a cluster elsewhere that is to behave alike.
   */
  public static Map<String, String> chosenSettings(int brokers) {
    return Map.copyOf(NodeSettings.chosen(brokers));
  }

  /** Addresses of all brokers, stopped ones included, as {@code host:port,host:port}. */
  public String bootstrapServers() {
    return plans.stream()
        .map(plan -> NodeSettings.HOST + ":" + plan.brokerPort())
        .collect(Collectors.joining(","));
  }

  /** Kafka's id of the cluster; the same for ever in one data directory. */
  public String clusterId() {
    return directory.clusterId();
  }

  /** How many brokers the cluster has, running or stopped. */
  public int brokers() {
    return plans.size();
  }

  /**
   * Completes with the cause if a broker or the controller ends by a fault; never completes
   * otherwise.
   */
  public CompletionStage<Throwable> fault() {
    return fault.minimalCompletionStage();
  }

  /**
   * Stops one broker in good order and blocks until it has ended. On a cluster of one broker the
   * controller ends with it.
   *
   * @param index 0 up to the number of brokers
   * @throws IllegalStateException if it does not run
   */
  public synchronized void stopBroker(int index) {
    var node = running.remove(checked(index));
    if (node == null) {
      throw new IllegalStateException("broker " + index + " does not run");
    }
    node.stop();
  }

  /**
   * Starts a stopped broker again, on its old port and data, and blocks until it serves.
   *
   * @param index 0 up to the number of brokers
   * @throws IllegalStateException if it runs
   * @throws EmbeddedKafkaException if it can't start, for instance because its port was taken
   */
  public synchronized void startBroker(int index) {
    if (running.containsKey(checked(index))) {
      throw new IllegalStateException("broker " + index + " runs already");
    }
    var node = KafkaNode.prepare(plans.get(index));
    watch(node);
    node.start();
    running.put(index, node);
  }

  /** Stops what runs, keeps the data and unlocks the directory. A second call does nothing. */
  @Override
  public synchronized void close() {
    try {
      inParallel(List.copyOf(running.values()), KafkaNode::stop);
      running.clear();
      if (controller != null) {
        controller.stop();
      }
    } finally {
      directory.close();
    }
  }

  private NodePlan plan(
      Options options, int index, NodePlan.Role role, int controllerId, int controllerPort) {
    return new NodePlan(
        index + 1,
        role,
        directory.node(index + 1),
        directory.clusterId(),
        options.brokers(),
        options.firstPort() == 0 ? 0 : options.firstPort() + index,
        controllerId,
        controllerPort,
        options.settings());
  }

  private synchronized void startTogether(List<KafkaNode> nodes) {
    // All count as running from here, so that one that fails takes the others down with it.
    for (var index = 0; index < nodes.size(); index++) {
      running.put(index, nodes.get(index));
      watch(nodes.get(index));
    }
    inParallel(nodes, KafkaNode::start);
  }

  private void watch(KafkaNode node) {
    var unused = node.fault().thenAccept(fault::complete);
  }

  private int checked(int index) {
    if (index < 0 || index >= plans.size()) {
      throw new IllegalArgumentException(
          "there is no broker " + index + "; the brokers are 0 to " + (plans.size() - 1));
    }
    return index;
  }

  private void abandon(List<KafkaNode> prepared, RuntimeException cause) {
    try {
      prepared.forEach(KafkaNode::stop);
      directory.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void closeAfter(RuntimeException cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static void inParallel(List<KafkaNode> nodes, Consumer<KafkaNode> step) {
    if (nodes.size() == 1) {
      step.accept(nodes.getFirst());
      return;
    }
    var steps =
        nodes.stream()
            .map(
                node ->
                    CompletableFuture.runAsync(
                        () -> step.accept(node),
                        task -> Thread.ofPlatform().name("kafka-" + node.plan().id()).start(task)))
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(steps).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
