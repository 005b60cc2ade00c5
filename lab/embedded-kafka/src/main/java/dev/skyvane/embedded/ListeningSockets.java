package dev.skyvane.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A node's sockets, bound before Kafka is built: so that a free port is known, and stays ours, when
 * the address to advertise is written, and a taken port is found before anything has started.
 *
 * <p>Used by the thread that starts the node, then by Kafka, which takes each socket once and
 * closes it.
 */
final class ListeningSockets implements ServerSocketFactory, AutoCloseable {
  private static final int BACKLOG = 128;

  private final Map<String, ServerSocketChannel> waiting = new HashMap<>();

  /** Listens on the port, or on a free one for 0, and returns the port. */
  synchronized int bind(String listener, int port) {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open();
      channel.configureBlocking(false);
      channel.socket().bind(new InetSocketAddress(NodeSettings.HOST, port), BACKLOG);
      waiting.put(listener, channel);
      return channel.socket().getLocalPort();
    } catch (IOException e) {
      closeQuietly(channel, e);
      if (e instanceof BindException) {
        throw new EmbeddedKafkaException(
            "port "
                + port
                + " on "
                + NodeSettings.HOST
                + " can't be used ("
                + e.getMessage()
                + "): end the program that listens there, or choose other ports (--port-base of the"
                + " skyvane command, firstPort of EmbeddedKafka.Options; 0 takes free ones)",
            e);
      }
      throw new EmbeddedKafkaException("can't listen on " + NodeSettings.HOST + ":" + port, e);
    }
  }

  @Override
  public synchronized ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferSize)
      throws IOException {
    var channel = waiting.remove(listenerName);
    if (channel == null) {
      throw new IOException("no socket is bound for listener " + listenerName + " at " + address);
    }
    return channel;
  }

  /** Closes the sockets that Kafka did not take. */
  @Override
  public synchronized void close() throws IOException {
    for (var channel : waiting.values()) {
      channel.close();
    }
    waiting.clear();
  }

  private static void closeQuietly(@Nullable ServerSocketChannel channel, Exception cause) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
