package dev.skyvane.chaos;

import dev.skyvane.testkit.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A router in a JVM of its own, through all its restarts. Used by one thread. */
final class RouterProcess implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final Duration DRAINED = Duration.ofSeconds(45);
  private static final List<String> FLAGS =
      List.of(
          "-Dlogback.configurationFile=dev/skyvane/chaos/router-logback.xml",
          "-XX:+ExitOnOutOfMemoryError");

  private final List<String> flags = new ArrayList<>(FLAGS);
  private final Path settings;
  private final List<ChildJvm> lives = new ArrayList<>();
  private boolean wanted;
  private long peakBytes;

  /** A router with these settings; it does not run yet. */
  RouterProcess(Path directory, String id, Map<String, String> settings, Shape shape) {
    flags.add("-Xmx" + shape.heapMib() + "m");
    // Else as much again as the heap.
    flags.add("-XX:MaxDirectMemorySize=" + shape.heapMib() / 2 + "m");
    flags.addAll(shape.jvmFlags());
    this.settings = directory.resolve(id + ".properties");
    var properties = new Properties();
    properties.putAll(settings);
    properties.setProperty("router.id", id);
    try (var writer = Files.newBufferedWriter(this.settings)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, also again; returns at once. */
  void launch() {
    lives.add(ChildJvm.start(RouterUntilParentEnds.class, flags, List.of(settings.toString())));
    wanted = true;
  }

  /** Blocks until its tables are read and partitions are assigned. */
  void awaitReady() {
    lives.getLast().awaitLine("event=router-ready", READY);
  }

  /** Blocks until it has heard that its partitions went to others. */
  void awaitLost() {
    lives.getLast().awaitLine("event=partitions-lost", READY);
  }

  void kill() {
    notePeak();
    wanted = false;
    lives.getLast().kill();
  }

  /** Asks it to end and blocks until it has drained. */
  void stop() {
    notePeak();
    wanted = false;
    lives.getLast().stop(DRAINED);
  }

  void freeze() {
    lives.getLast().freeze();
  }

  void thaw() {
    lives.getLast().thaw();
  }

  /** Whether it ended though nobody ended it. */
  boolean died() {
    return wanted && !lives.getLast().isAlive();
  }

  /** The most memory that any of its lives held, in bytes. */
  long peakMemoryBytes() {
    notePeak();
    return peakBytes;
  }

  private void notePeak() {
    if (!lives.isEmpty()) {
      peakBytes = Math.max(peakBytes, lives.getLast().peakMemoryBytes());
    }
  }

  /** What its lives have printed, the newest last. */
  List<String> output() {
    return lives.stream().flatMap(life -> life.output().stream()).toList();
  }

  @Override
  public void close() {
    lives.forEach(ChildJvm::close);
  }
}
