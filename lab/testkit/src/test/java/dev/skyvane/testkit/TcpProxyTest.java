package dev.skyvane.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpProxyTest {
  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::echo);
    proxy = TcpProxy.to(server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void bytesPassBothWays() throws IOException {
    try (var client = connect()) {
      assertEquals("hello", ask(client, "hello"));
      assertEquals("again", ask(client, "again"));
    }
  }

  @RepeatedTest(20)
  void resetEndsConnectionsAndNewOnesPass() throws IOException {
    try (var client = connect()) {
      assertEquals("hello", ask(client, "hello"));
      proxy.reset();
      assertThrows(SocketException.class, () -> client.getInputStream().read());
      assertEquals(2, proxy.resets());
    }
    try (var client = connect()) {
      assertEquals("hello", ask(client, "hello"));
    }
  }

  @Test
  void bytesWaitWhileItHoldsStill() throws IOException {
    try (var client = connect()) {
      proxy.holdStill(true);
      client.getOutputStream().write("hello".getBytes(US_ASCII));
      client.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      proxy.holdStill(false);
      client.setSoTimeout(0);
      assertEquals("hello", new String(client.getInputStream().readNBytes(5), US_ASCII));
    }
  }

  @Test
  void aServerThatIsDownEndsTheConnection() throws IOException {
    server.close();
    try (var client = connect()) {
      assertTrue(ended(client));
    }
  }

  @Test
  void theEndOfAClientReachesTheServerAndBack() throws IOException {
    try (var client = connect()) {
      assertEquals("hello", ask(client, "hello"));
      client.shutdownOutput();
      assertTrue(ended(client));
    }
  }

  private static boolean ended(Socket client) throws IOException {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static String ask(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
    return new String(client.getInputStream().readNBytes(text.length()), US_ASCII);
  }

  private void echo() {
    try {
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // Reset by the test.
    }
  }
}
