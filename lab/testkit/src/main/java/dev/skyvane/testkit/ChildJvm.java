package dev.skyvane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A main class that runs in a JVM of its own, by the JDK and on the class path of the calling test.
 *
 * <p>Its standard input stays open as long as the parent lives, so that a program which ends at the
 * end of its input never outlives a killed test. Thread-safe.
 */
public final class ChildJvm implements AutoCloseable {
  private static final int KEPT_LINES = 400;
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final String name;
  private final Process process;
  private final Thread ending;
  private final Deque<String> output = new ArrayDeque<>();
  private long dropped;
  private boolean ended;

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    this.ending = new Thread(process::destroyForcibly, "end-" + name);
    Runtime.getRuntime().addShutdownHook(ending);
    Thread.ofPlatform().daemon().name("output-of-" + name).start(this::read);
  }

  /**
   * Starts the class.
   *
   * @param main has a main method
   * @param jvmFlags such as {@code -Xmx256m}, beside those that keep a JVM small and quiet
   * @param arguments what the main method is given
   * @throws UncheckedIOException if no process can be started
   */
  public static ChildJvm start(Class<?> main, List<String> jvmFlags, List<String> arguments) {
    try {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(FLAGS);
      command.addAll(jvmFlags);
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(main.getName());
      command.addAll(arguments);
      return new ChildJvm(
          main.getSimpleName(), new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException("can't start a JVM for " + main.getName(), e);
    }
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Blocks until the child has printed a line that starts so, and returns the rest of it.
   *
   * @throws AssertionError if the child ends, or the limit passes, before it did; with its output
   */
  public synchronized String awaitLine(String start, Duration limit) {
    var deadline = System.nanoTime() + limit.toNanos();
    long seen = 0;
    while (true) {
      long number = dropped;
      for (var line : output) {
        if (number++ >= seen && line.startsWith(start)) {
          return line.substring(start.length());
        }
      }
      seen = number;
      var left = deadline - System.nanoTime();
      if (ended || left <= 0) {
        throw new AssertionError(
            (ended ? name + " ended" : name + " took longer than " + limit)
                + " without a line '"
                + start
                + "'; its output:\n"
                + String.join("\n", output));
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + name, e);
      }
    }
  }

  /** The last lines of its output and error output, at most 400. */
  public synchronized List<String> output() {
    return List.copyOf(output);
  }

  /**
   * The most memory that it has held so far, in bytes; what it holds now where the system does not
   * tell the most (other than Linux); 0 when it has ended.
   */
  public long peakMemoryBytes() {
    try {
      var status = Path.of("/proc", Long.toString(process.pid()), "status");
      if (Files.exists(status)) {
        for (var line : Files.readAllLines(status)) {
          if (line.startsWith("VmHWM:")) {
            return kib(line.replaceAll("[^0-9]", ""));
          }
        }
        return 0;
      }
      var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
      try (var reader = ps.inputReader(StandardCharsets.UTF_8)) {
        var line = reader.readLine();
        return line == null ? 0 : kib(line.strip());
      }
    } catch (IOException e) {
      // It ended while it was asked for.
      return 0;
    }
  }

  private static long kib(String number) {
    return Long.parseLong(number) * 1024;
  }

  /** Ends it at once, as a crash or {@code kill -9} does, and blocks until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
  }

  /** Freezes it (SIGSTOP): it holds its sockets and locks, and does nothing. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen child go on (SIGCONT). */
  public void thaw() {
    signal("CONT");
  }

  /** Asks it to end (SIGTERM), and blocks until it has. */
  public void stop(Duration limit) {
    // Process.destroy would close the pipe, and what it says while it ends would be lost.
    process.toHandle().destroy();
    awaitEnd(limit);
  }

  /**
   * Blocks until it has ended and returns its exit code.
   *
   * @throws AssertionError if the limit passes; with its output
   */
  public int awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            name + " still runs after " + limit + "; its output:\n" + String.join("\n", output()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the end of " + name, e);
    }
  }

  /** Kills it if it runs. */
  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs, and ends what has ended already.
    }
  }

  private void signal(String signal) {
    try {
      var kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
              .inheritIO()
              .start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException(
            name + " (process " + process.pid() + ") can't be sent SIG" + signal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("(its output could not be read on: " + e + ")");
    }
    end();
  }

  private synchronized void add(String line) {
    output.addLast(line);
    if (output.size() > KEPT_LINES) {
      output.removeFirst();
      dropped++;
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }
}
