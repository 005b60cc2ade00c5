package dev.skyvane.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a process in the background. */
class UpIT {
  private static final String NOBODY = "health=http://127.0.0.1:1/readyz";

  @TempDir Path folder;

  @AfterEach
  void down() {
    Run.of("down", "--data", data("one"));
    Run.of("down", "--data", data("two"));
  }

  @Test
  void startsServesRefusesASecondStartKeepsItsDataAndEnds() throws IOException {
    var base = Integer.toString(freeBase());
    var up = Run.of("up", "--data", data("one"), "--port-base", base);
    assertEquals(0, up.code(), up.err());
    assertTrue(up.out().contains("Kafka     127.0.0.1:" + (Integer.parseInt(base) + 1012)));
    var context = folder.resolve("one/context.properties").toString();

    assertTrue(up.out().contains("gateway   http://127.0.0.1:" + base), up.out());
    var health = "http://127.0.0.1:" + (Integer.parseInt(base) + 2) + "/readyz";
    assertTrue(up.out().contains("health    " + health), up.out());
    var status = Run.of("status", "--context", context);
    assertEquals(0, status.code(), status.err());
    assertTrue(status.out().contains("router     ready (" + health + ")"), status.out());
    assertTrue(
        status.out().contains("queries    http://127.0.0.1:" + (Integer.parseInt(base) + 10)),
        status.out());

    var again = Run.of("up", "--data", data("one"), "--port-base", base);
    assertEquals(2, again.code(), again.err());
    assertTrue(again.err().contains("skyvane down"), again.err());

    var taken = Run.of("up", "--data", data("two"), "--port-base", base);
    assertEquals(3, taken.code(), taken.err());
    assertTrue(taken.err().contains("is taken"), taken.err());
    assertTrue(taken.err().contains("--port-base"), taken.err());

    var manifest = folder.resolve("skyvane.yaml").toString();
    assertEquals(0, Run.of("init", manifest).code());
    assertEquals(0, Run.of("apply", "-f", manifest, "--context", context).code());
    assertEquals(0, Run.of("pause", "resize", "--context", context).code());
    var invoked = Run.of("invoke", "resize", "--timeout", "4s", "--context", context);
    assertEquals(4, invoked.code(), invoked.err());
    assertTrue(invoked.err().contains("skyvane resume resize"), invoked.err());
    assertTrue(invoked.err().contains("while the function was paused"), invoked.err());
    var elsewhere = folder.resolve("elsewhere.properties");
    Files.writeString(
        elsewhere, Files.readString(Path.of(context)).replaceAll("(?m)^health=.*$", NOBODY));
    var unready = Run.of("status", "--context", elsewhere.toString());
    assertEquals(3, unready.code(), unready.out());
    assertTrue(unready.out().contains("router     does not answer"), unready.out());
    assertTrue(Run.of("logs", "--data", data("one")).out().contains("Skyvane is up"));

    var down = Run.of("down", "--data", data("one"));
    assertEquals(0, down.code(), down.err());
    assertFalse(Files.exists(Path.of(context)));

    assertEquals(0, Run.of("up", "--data", data("one"), "--port-base", base).code());
    var kept = Run.of("get", "functions", "--context", context);
    assertTrue(kept.out().contains("resize"), kept.out() + kept.err());
  }

  private String data(String name) {
    return folder.resolve(name).toString();
  }

  /** A base of which the ports that are used are free now. */
  private static int freeBase() throws IOException {
    for (int base = 20_000; base < 60_000; base += 100) {
      try (var gateway = open(base);
          var registry = open(base + 1);
          var health = open(base + 2);
          var queries = open(base + 10);
          var kafka = open(base + 1012)) {
        return base;
      } catch (IOException e) {
        // Taken: the next one.
      }
    }
    throw new IOException("no free ports");
  }

  private static ServerSocket open(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
