package dev.skyvane.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's data directory, locked against a second cluster from {@link #open} to {@link #close}.
 * The operating system releases the lock of a process that was killed.
 */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;
  private final String clusterId;

  private DataDirectory(Path path, FileChannel lock, String clusterId) {
    this.path = path;
    this.lock = lock;
    this.clusterId = clusterId;
  }

  /**
   * Locks the directory, creating it if missing.
   *
   * @throws EmbeddedKafkaException if it is in use, was made by a cluster of another size, or can't
   *     be written
   */
  static DataDirectory open(Path path, int brokers) {
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel = lock(path);
      return new DataDirectory(path, channel, identity(path, brokers));
    } catch (IOException e) {
      close(channel, e);
      throw new EmbeddedKafkaException(
          "the data directory "
              + path
              + " can't be used ("
              + e
              + "): make it writable or choose another (--data of the skyvane command)",
          e);
    } catch (EmbeddedKafkaException e) {
      close(channel, e);
      throw e;
    }
  }

  /** Where a node of the cluster keeps its files. */
  Path node(int id) {
    return path.resolve("node-" + id);
  }

  String clusterId() {
    return clusterId;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new EmbeddedKafkaException("the data directory " + path + " can't be unlocked", e);
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    var file = path.resolve("cluster.lock");
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same answer.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new EmbeddedKafkaException(
        "the data directory "
            + path
            + " is in use by another running cluster: end that one (skyvane down) or choose another"
            + " directory (--data of the skyvane command)");
  }

  private static String identity(Path path, int brokers) throws IOException {
    var file = path.resolve("cluster.properties");
    var properties = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      var found = properties.getProperty("brokers");
      var clusterId = properties.getProperty("cluster.id");
      if (clusterId == null || !Integer.toString(brokers).equals(found)) {
        throw new EmbeddedKafkaException(
            "the data directory "
                + path
                + " belongs to a cluster with "
                + found
                + " broker(s), asked for were "
                + brokers
                + ": use that number, choose another directory, or delete it with its data");
      }
      return clusterId;
    }
    var clusterId = Uuid.randomUuid().toString();
    properties.setProperty("cluster.id", clusterId);
    properties.setProperty("brokers", Integer.toString(brokers));
    var fresh = path.resolve("cluster.properties.new");
    try (var writer = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
      properties.store(writer, "Identity of the cluster in this directory");
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return clusterId;
  }

  private static void close(@Nullable FileChannel channel, Exception cause) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
