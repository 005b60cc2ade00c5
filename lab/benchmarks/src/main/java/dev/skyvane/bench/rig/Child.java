package dev.skyvane.bench.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that the rig started: a contender or the provider. It is asked and answers by lines. Used
 * by one thread.
 */
final class Child implements AutoCloseable {
  /** The heap of {@code skyvane up}. */
  private static final String HEAP = "-Xmx512m";

  private static final String PEER_MAIN = "dev.skyvane.bench.peer.PeerMain";
  private static final int CLOSE_SECONDS = 20;
  private static final int SHOWN_LINES = 20;

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts a contender; {@link #awaitReady} says when it serves. */
  static Child contender(Contender contender, Map<String, String> settings, Path directory) {
    var arguments = new ArrayList<String>();
    if (contender != Contender.PEER) {
      arguments.add(contender.argument());
    }
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    return contender == Contender.PEER
        ? start(contender.text(), PeerClassPath.text(), PEER_MAIN, arguments, directory)
        : start(
            contender.text(), ownClassPath(), ContenderMain.class.getName(), arguments, directory);
  }

  /**
   * Starts a router; {@link #awaitReady} says when it serves, and how long that took, in ms.
   *
   * @param name unlike that of every other child of the directory
   */
  static Child router(String name, Map<String, String> settings, Path directory) {
    var arguments = new ArrayList<String>();
    arguments.add(Contender.ROUTER.argument());
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    return start(name, ownClassPath(), ContenderMain.class.getName(), arguments, directory);
  }

  /**
   * Starts a stream service; {@link #awaitReady} says when it serves, how long that took, in ms,
   * and its URL.
   *
   * @param name unlike that of every other child of the directory
   */
  static Child stream(Stream stream, String name, Map<String, String> settings, Path directory) {
    var arguments = new ArrayList<String>();
    arguments.add(stream.text());
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    return start(name, ownClassPath(), StreamMain.class.getName(), arguments, directory);
  }

  /** Starts a provider that follows each payload's script. */
  static Child provider(Path directory) {
    return start(
        "stub provider", ownClassPath(), ProviderMain.class.getName(), List.of(), directory);
  }

  /**
   * Starts a metrics stream.
   *
   * @param name unlike that of every other child of the directory
   */
  static Child metrics(String name, Map<String, String> settings, Path directory) {
    return start(
        name,
        ownClassPath(),
        MetricsChildMain.class.getName(),
        settings.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList(),
        directory);
  }

  private static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  private static Child start(
      String name, String classPath, String main, List<String> arguments, Path directory) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.add(HEAP);
    command.add("-cp");
    command.add(classPath);
    command.add(main);
    command.addAll(arguments);
    var log = directory.resolve(name.replace(' ', '-') + ".log");
    try {
      return new Child(name, log, new ProcessBuilder(command).redirectError(log.toFile()).start());
    } catch (IOException e) {
      throw new UncheckedIOException("can't start a JVM for the " + name, e);
    }
  }

  /** The flags of this JVM that say how a JVM runs, not what it runs with: no agents, no heap. */
  static List<String> flags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            flag ->
                flag.startsWith("-XX:")
                    || flag.startsWith("-Xshare")
                    || flag.startsWith("--sun-misc-unsafe-memory-access")
                    || flag.startsWith("--enable-native-access"))
        .toList();
  }

  /** What it is started with. */
  static String text() {
    return String.join(" ", flags()) + " " + HEAP;
  }

  /** Waits until it serves; returns what it says of that, as its URL. */
  String awaitReady() {
    return answer().substring(ContenderMain.READY.length()).strip();
  }

  Counters counters() {
    return Counters.of(ask(ContenderMain.COUNTERS));
  }

  /** What it holds, after a collection. */
  Memory memory() {
    return Memory.of(ask(ContenderMain.MEMORY));
  }

  /** Invocations that it has parked, as its meter says. */
  long parked() {
    return Long.parseLong(ask(ContenderMain.PARKED));
  }

  /** How long a router took to read the live tables at its start, in ms; 0: it still does. */
  long liveRestoreMs() {
    return Long.parseLong(ask(ContenderMain.RESTORED));
  }

  /** Ends it as a crash does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Begins to record pauses. */
  void record() {
    ask(ContenderMain.RECORD);
  }

  /** The pauses since {@link #record}, which ends. */
  Pauses pauses() {
    return Pauses.of(ask(ContenderMain.PAUSES));
  }

  /** Asks and waits for the answer. */
  String ask(String request) {
    try {
      requests.write(request + "\n");
      requests.flush();
    } catch (IOException e) {
      throw dead(e);
    }
    return answer();
  }

  private String answer() {
    try {
      for (var line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(ContenderMain.ANSWER)) {
          return line.substring(ContenderMain.ANSWER.length());
        }
      }
      throw new IOException("its output has ended");
    } catch (IOException e) {
      throw dead(e);
    }
  }

  private IllegalStateException dead(IOException cause) {
    return new IllegalStateException("the " + name + " ended: " + lastLines(), cause);
  }

  /** What it said last. */
  String lastLines() {
    try {
      var lines = Files.readAllLines(log);
      return String.join(
          "\n  ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log can't be read: " + e.getMessage() + ")";
    }
  }

  /** Lets it end in good order, or ends it. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
