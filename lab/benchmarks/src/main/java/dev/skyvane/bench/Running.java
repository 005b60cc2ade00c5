package dev.skyvane.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What runs and must be ended, also when the command is interrupted: the last started first.
 * Thread- safe.
 */
final class Running implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeAll, "end-benchmark");

  Running() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  <T extends AutoCloseable> T own(T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  /** Ends one part now. */
  synchronized void end(AutoCloseable part) throws Exception {
    synchronized (parts) {
      if (!parts.remove(part)) {
        return;
      }
    }
    part.close();
  }

  /** One thread at a time: the process must not end while another still ends a part. */
  private synchronized void closeAll() {
    for (var part = next(); part != null; part = next()) {
      try {
        part.close();
      } catch (Exception | AssertionError e) {
        // The others are to be ended all the same; of what ends with this process no more is known.
        System.err.println("could not end a part in good order: " + e);
      }
    }
  }

  private @Nullable AutoCloseable next() {
    synchronized (parts) {
      return parts.poll();
    }
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends already, and the hook finds nothing left.
    }
  }
}
