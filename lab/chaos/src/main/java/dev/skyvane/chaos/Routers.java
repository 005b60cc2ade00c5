package dev.skyvane.chaos;

import dev.skyvane.schemas.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The routers of a site, each in a JVM of its own. Used by one thread; closed by any. */
final class Routers implements AutoCloseable {
  private static final int MOST_LINES = 60;
  private static final int LONGEST_LINE = 300;
  private static final List<String> LOCATIONS =
      List.of("aws:eu-north-1", "aws:eu-west-1", "aws:eu-central-1");

  private final Path directory;
  private final List<RouterProcess> all = new ArrayList<>();

  /** Routers that have not begun. */
  Routers(ChaosCluster cluster, TopicNames topics, Shape shape) {
    try {
      this.directory = Files.createTempDirectory("skyvane-chaos-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < shape.routers(); i++) {
      all.add(
          new RouterProcess(directory, "router-" + i, settings(i, cluster, topics, shape), shape));
    }
  }

  /** The name of their consumer group. */
  static String group(TopicNames topics) {
    return topics.prefix() + "routers";
  }

  private static Map<String, String> settings(
      int router, ChaosCluster cluster, TopicNames topics, Shape shape) {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap.servers", cluster.kafka.bootstrapServers());
    settings.put("schema.registry.url", cluster.registryUrl.toString());
    settings.put("topic.prefix", topics.prefix());
    settings.put("group.id", group(topics));
    // Each elsewhere: their calls carry it, so that the ledgers tell who called.
    settings.put("router.location", LOCATIONS.get(router % LOCATIONS.size()));
    settings.put("commit.interval.ms", Long.toString(shape.commitInterval().toMillis()));
    settings.put("invocation.max.bytes", Integer.toString(shape.payloadLimit()));
    settings.put("schema.missing.patience.ms", Long.toString(Work.SCHEMA_PATIENCE.toMillis()));
    settings.put("kafka.session.timeout.ms", Long.toString(shape.session().toMillis()));
    settings.put("kafka.heartbeat.interval.ms", "1000");
    if (shape.promises().guarantee() != Promises.Guarantee.AT_LEAST_ONCE) {
      settings.put("processing.guarantee", shape.promises().guarantee().text());
    }
    settings.putAll(shape.settings());
    return settings;
  }

  int size() {
    return all.size();
  }

  RouterProcess get(int index) {
    return all.get(index);
  }

  /** Starts all, and blocks until they are ready. */
  void launch() {
    all.forEach(RouterProcess::launch);
    all.forEach(RouterProcess::awaitReady);
  }

  /** Stops all in good order. */
  void stop() {
    all.forEach(RouterProcess::stop);
  }

  /** Which ended though nobody ended them, in words. */
  List<String> died() {
    return all.stream()
        .filter(RouterProcess::died)
        .map(router -> "router %d ended, and nobody ended it".formatted(all.indexOf(router)))
        .toList();
  }

  /** The most memory that each has used, by name. */
  Map<String, LongSupplier> peakMemoryBytes() {
    var peaks = new HashMap<String, LongSupplier>();
    for (int i = 0; i < all.size(); i++) {
      peaks.put("router-" + i, all.get(i)::peakMemoryBytes);
    }
    return peaks;
  }

  /** What they said last, without what is usual at every rebalance. */
  List<String> say() {
    var said = new ArrayList<String>();
    for (int i = 0; i < all.size(); i++) {
      said.add("--- router " + i);
      var lines =
          all.get(i).output().stream()
              .filter(line -> !line.startsWith("[Producer") && !line.startsWith("[Consumer"))
              .filter(line -> !line.contains("RebalanceInProgressException"))
              .map(
                  line ->
                      line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line)
              .toList();
      said.addAll(lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
    }
    return said;
  }

  @Override
  public void close() {
    all.forEach(RouterProcess::close);
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
