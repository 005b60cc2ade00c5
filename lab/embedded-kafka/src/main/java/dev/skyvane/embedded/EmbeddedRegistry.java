package dev.skyvane.embedded;

import dev.skyvane.embedded.registry.RegistryServer;
import java.net.URI;

/**
 * A schema registry in this JVM with Confluent's REST API, without sign-in: listen on a loopback
 * address only. It keeps what it knows in a compacted topic of the cluster that it serves, so ids
 * survive a restart. Thread-safe.
 *
 * <p>Schemas are Avro; the default compatibility is FULL_TRANSITIVE; mode IMPORT, schema contexts
 * and normalization are not offered.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private final RegistryServer server;

  private EmbeddedRegistry(RegistryServer server) {
    this.server = server;
  }

  /**
   * Starts a registry and blocks until it has read its journal to the end and answers.
   *
   * @param host address to listen on, as {@code 127.0.0.1}
   * @param port 0 takes a free one
   * @param journalTopic created if missing, with one partition and cleanup.policy=compact
   * @throws IllegalStateException if the port is taken or the topic can't serve as a journal; the
   *     message names the way out
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
   */
  public static EmbeddedRegistry start(
      String bootstrapServers, String host, int port, String journalTopic) {
    return new EmbeddedRegistry(RegistryServer.start(bootstrapServers, host, port, journalTopic));
  }

  /** Where it serves, as {@code http://127.0.0.1:18081}. */
  public URI url() {
    return server.url();
  }

  /** Ends it. Requests under way are cut off; what was answered stays. */
  @Override
  public void close() {
    server.close();
  }
}
