package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs the examples of the page on clients as their users do: as programs of their own. */
final class Example {
  private static final long LIMIT_SECONDS = 90;

  private Example() {}

  /** The file of an example. */
  static Path file(String name) {
    URL url = Objects.requireNonNull(Example.class.getResource("/clients/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The java command of the JDK that runs the tests. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Runs a command to its end and returns what it printed.
   *
   * @throws AssertionError if it fails or takes too long; with all its output
   */
  static String run(Map<String, String> environment, List<String> command) {
    try {
      var out = Files.createTempFile("example-", ".out");
      var err = Files.createTempFile("example-", ".err");
      try {
        var builder =
            new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        var process = builder.start();
        boolean ended = await(process);
        var printed = Files.readString(out, UTF_8);
        if (!ended || process.exitValue() != 0) {
          throw new AssertionError(
              "%s %s\n%s\n%s"
                  .formatted(
                      command,
                      ended
                          ? "ended with " + process.exitValue()
                          : "did not end within " + LIMIT_SECONDS + " s",
                      printed,
                      Files.readString(err, UTF_8)));
        }
        return printed;
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean await(Process process) {
    try {
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
