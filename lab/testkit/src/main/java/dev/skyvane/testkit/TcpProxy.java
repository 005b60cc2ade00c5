package dev.skyvane.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes between a client and a server of this machine, and can break that: connections are
 * reset, or hold still. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong resets = new AtomicLong();
  private final Object stillness = new Object();
  private boolean still;

  private TcpProxy(int targetPort) {
    var loopback = InetAddress.getLoopbackAddress();
    this.target = new InetSocketAddress(loopback, targetPort);
    try {
      this.listener = new ServerSocket(0, 0, loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("tcp-proxy").start(this::accept);
  }

  /** Listens on a free port of 127.0.0.1, for a server at another one. */
  public static TcpProxy to(int targetPort) {
    return new TcpProxy(targetPort);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Resets (RST) every connection that is open now, on both sides. */
  public void reset() {
    var all = List.copyOf(open);
    // All of them first: whoever passes bytes closes the other side as soon as one is gone.
    all.forEach(TcpProxy::resetWhenClosed);
    all.forEach(TcpProxy::close);
    resets.addAndGet(all.size());
  }

  /** How many sockets {@link #reset()} has reset. */
  public long resets() {
    return resets.get();
  }

  /** Lets no byte pass from now on, or lets them pass again; connections stay open. */
  public void holdStill(boolean hold) {
    synchronized (stillness) {
      still = hold;
      stillness.notifyAll();
    }
  }

  private void accept() {
    while (true) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException e) {
        // Closed: that is the end.
        return;
      }
      Thread.ofVirtual().start(() -> serve(client));
    }
  }

  private void serve(Socket client) {
    var server = new Socket();
    open.add(client);
    open.add(server);
    try {
      server.connect(target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      var answers = Thread.ofVirtual().start(() -> pass(server, client));
      pass(client, server);
      answers.join();
    } catch (IOException e) {
      // The server is down: its client sees a connection that ends at once.
      abort(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
      open.remove(server);
      close(client);
      close(server);
    }
  }

  /** Passes bytes on until either side ends, then ends both. */
  private void pass(Socket from, Socket to) {
    var buffer = new byte[BUFFER_BYTES];
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitMotion();
        out.write(buffer, 0, read);
      }
      close(from);
      close(to);
    } catch (IOException e) {
      // Reset, or closed by the other direction.
      abort(from);
      abort(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitMotion() throws InterruptedException {
    synchronized (stillness) {
      while (still) {
        stillness.wait();
      }
    }
  }

  private static void abort(Socket socket) {
    resetWhenClosed(socket);
    close(socket);
  }

  private static void resetWhenClosed(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is lost with a socket that can't be closed in order.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    holdStill(false);
    open.forEach(TcpProxy::abort);
  }
}
