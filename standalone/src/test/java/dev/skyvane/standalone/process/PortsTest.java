package dev.skyvane.standalone.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void theUsualPortsFollowFromTheUsualBase() {
    assertEquals(
        new Ports(18080, 19092, 18081, 18082, 18090, 18091, 18100), Ports.of(Ports.DEFAULT_BASE));
  }

  @Test
  void namesATakenPortAndTheWayOut() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ports = new Ports(0, 0, taken.getLocalPort(), 0, 0, 0, 0);
      var error = assertThrows(StartException.class, () -> ports.check(0));
      assertTrue(error.getMessage().contains("port " + taken.getLocalPort()), error.getMessage());
      assertTrue(error.getMessage().contains("schema registry"), error.getMessage());
      assertTrue(error.getMessage().contains("--port-base"), error.getMessage());
    }
  }

  @Test
  void refusesABaseFromWhichPortsWouldLeaveTheirRange() {
    assertThrows(IllegalArgumentException.class, () -> Ports.of(80));
    assertThrows(IllegalArgumentException.class, () -> Ports.of(65_000));
  }
}
