package dev.skyvane.router.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
  /** Of PBKDF2 with HMAC-SHA-256: "password", "saltsalt", 1000 rounds, by Python's hashlib. */
  private static final String PASSWORD =
      "pbkdf2:1000:73616c7473616c74:135f7a66144fcf0fb003ce048f31f024ed5cbff30525d3ba0bfb3199479362a6";

  @TempDir Path folder;

  private KeyFile file(String text) throws IOException {
    return KeyFile.read(Files.writeString(folder.resolve("keys"), text));
  }

  @Test
  void keysAndPasswordsAreKnownByTheirHashes() throws IOException {
    var file =
        file(
            """
            # who may call
            key   ci     sha256:%s acme invoke:acme-* read:*

            basic alice  %s - admin:acme-resize
            """
                .formatted(SecretHash.sha256("top"), PASSWORD));
    var ci = file.byKey("top").orElseThrow();
    assertEquals("acme", ci.tenant());
    assertTrue(ci.may(Permission.INVOKE, "acme-resize"));
    assertFalse(ci.may(Permission.INVOKE, "other"));
    assertFalse(ci.may(Permission.INVOKE, "not-acme-resize"));
    assertTrue(ci.may(Permission.READ, "other"));
    assertFalse(ci.may(Permission.ADMIN, "acme-resize"));
    var alice = file.byPassword("alice", "password").orElseThrow();
    assertEquals(null, alice.tenant());
    assertTrue(alice.may(Permission.ADMIN, "acme-resize"));
    assertFalse(alice.may(Permission.ADMIN, "acme-resize2"));
    assertTrue(file.byKey("Top").isEmpty());
    assertTrue(file.byKey("password").isEmpty());
    assertTrue(file.byPassword("alice", "Password").isEmpty());
    assertTrue(file.byPassword("ci", "top").isEmpty());
  }

  @Test
  void aWrongLineIsNamedWithoutItsSecret() {
    var sha256 = "sha256:" + SecretHash.sha256("s");
    for (var wrong :
        List.of(
            "key ci secret-in-clear acme invoke:*",
            "key ci " + sha256 + " acme",
            "token ci " + sha256 + " acme invoke:*",
            "key ci " + sha256 + " acme call:*",
            "key ci " + sha256 + " acme invoke:a b",
            "key ci " + PASSWORD + " acme invoke:*",
            "key a " + sha256 + " acme invoke:*\nkey b " + sha256 + " acme invoke:*")) {
      var message =
          assertThrows(IllegalArgumentException.class, () -> file("\n" + wrong)).getMessage();
      assertTrue(message.startsWith("line "), message);
      assertFalse(message.contains("secret-in-clear"), message);
    }
  }

  @Test
  void aPointInAPatternIsAPoint() {
    var grant = Grant.parse("invoke:a.b-*");
    assertTrue(grant.allows(Permission.INVOKE, "a.b-c"));
    assertFalse(grant.allows(Permission.INVOKE, "axb-c"));
  }
}
