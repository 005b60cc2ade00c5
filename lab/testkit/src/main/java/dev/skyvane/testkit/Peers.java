package dev.skyvane.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Foreign programs that a test needs. A missing one leaves the test not run, with the reason; it
 * fails the test where the environment variable {@code SKYVANE_REQUIRE} (names, comma-separated)
 * says that the peer must be there.
 */
public final class Peers {
  private static final String REQUIRED = "SKYVANE_REQUIRE";
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private static final Map<String, Supplier<Optional<String>>> KNOWN =
      Map.of(
          "docker", ContainerKafka::missing,
          "node", () -> commandMissing("node"),
          "npm", () -> commandMissing("npm"),
          "kcat", () -> commandMissing("kcat"),
          "awscli", () -> commandMissing("aws"),
          "python", Peers::pythonMissing);

  private Peers() {}

  /**
   * Goes on if the peers are there; else the calling test is not run, or fails where they are
   * required.
   *
   * @param names {@code docker}, {@code node}, {@code npm}, {@code kcat}, {@code awscli} or {@code
   *     python} (with both Kafka clients)
   */
  public static void require(String... names) {
    for (var name : names) {
      var check = KNOWN.get(name);
      if (check == null) {
        throw new IllegalArgumentException("no peer '" + name + "'; known are " + KNOWN.keySet());
      }
      require(name, check.get());
    }
  }

  /**
   * The same for a peer of the test's own.
   *
   * @param name what {@code SKYVANE_REQUIRE} may name
   * @param missing why it can't be used; empty if it can
   */
  public static void require(String name, Optional<String> missing) {
    require(name, missing, Optional.ofNullable(System.getenv(REQUIRED)).orElse(""));
  }

  static void require(String name, Optional<String> missing, String required) {
    if (missing.isEmpty()) {
      return;
    }
    var message = "not run: " + name + ", because " + missing.get();
    if (Pattern.compile(",").splitAsStream(required).anyMatch(one -> one.strip().equals(name))) {
      throw new AssertionError(message + ", and " + REQUIRED + " names it");
    }
    Assumptions.abort(message);
  }

  /** The Python with Debian's Kafka clients. */
  public static Path python() {
    return PYTHON;
  }

  /** Where a command is, by the PATH. */
  public static Optional<Path> find(String command) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<String> commandMissing(String command) {
    return find(command).isPresent()
        ? Optional.empty()
        : Optional.of("there is no command '" + command + "' on the PATH");
  }

  private static Optional<String> pythonMissing() {
    if (!Files.isExecutable(PYTHON)) {
      return Optional.of("there is no " + PYTHON);
    }
    return succeeds(List.of(PYTHON.toString(), "-c", "import confluent_kafka, kafka"))
        ? Optional.empty()
        : Optional.of(PYTHON + " lacks python3-confluent-kafka or python3-kafka");
  }

  private static boolean succeeds(List<String> command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
