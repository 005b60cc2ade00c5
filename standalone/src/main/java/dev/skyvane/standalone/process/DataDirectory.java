package dev.skyvane.standalone.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a process keeps its data, its log and its context.
 *
 * @param path the directory
 */
public record DataDirectory(Path path) {

  /** What {@code SKYVANE_DATA} names, else {@code ~/.local/share/skyvane}. */
  public static DataDirectory standard() {
    var named = System.getenv("SKYVANE_DATA");
    return new DataDirectory(
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share", "skyvane")
            : Path.of(named));
  }

  /** Data of the broker. */
  public Path kafka() {
    return path.resolve("kafka");
  }

  /** The log. */
  public Path log() {
    return path.resolve("skyvane.log");
  }

  /** The context by which commands find the process. */
  public Path context() {
    return path.resolve("context.properties");
  }

  /**
   * Locks the directory until the lock is closed or the process ends, however it ends.
   *
   * @return null if another process holds it
   */
  public @Nullable Lock lock() {
    try {
      Files.createDirectories(path);
      var channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        var lock = channel.tryLock();
        if (lock != null) {
          return new Lock(channel, lock);
        }
      } catch (OverlappingFileLockException e) {
        // This very process holds it: the same answer as for another one.
      }
      channel.close();
      return null;
    } catch (IOException e) {
      throw new StartException(
          "the data directory " + path + " can't be used (" + e + "); name another with --data", e);
    }
  }

  /** Whether a process uses the directory now. */
  public boolean inUse() {
    if (!Files.exists(path.resolve("lock"))) {
      return false;
    }
    var lock = lock();
    if (lock == null) {
      return true;
    }
    lock.close();
    return false;
  }

  /** A lock that is held. */
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private Lock(FileChannel channel, FileLock lock) {
      this.channel = channel;
      this.lock = lock;
    }

    @Override
    public void close() {
      try {
        lock.release();
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
