package dev.skyvane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class PeersTest {
  private static final Optional<String> MISSING = Optional.of("it went fishing");

  @Test
  void goesOnWithThePeer() {
    Peers.require("cormorant", Optional.empty(), "cormorant");
  }

  @Test
  void leavesTheTestNotRunAndSaysWhy() {
    var aborted =
        assertThrows(
            TestAbortedException.class, () -> Peers.require("cormorant", MISSING, "docker,node"));
    assertTrue(
        aborted.getMessage().contains("not run: cormorant, because it went fishing"),
        aborted.getMessage());
  }

  @Test
  void failsWhereThePeerIsRequired() {
    var failed =
        assertThrows(
            AssertionError.class, () -> Peers.require("cormorant", MISSING, "docker, cormorant"));
    assertEquals(
        "not run: cormorant, because it went fishing, and SKYVANE_REQUIRE names it",
        failed.getMessage());
  }

  @Test
  void refusesAnUnknownName() {
    var error = assertThrows(IllegalArgumentException.class, () -> Peers.require("dokcer"));
    assertTrue(error.getMessage().contains("no peer 'dokcer'"), error.getMessage());
  }
}
