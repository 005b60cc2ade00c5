package dev.skyvane.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceSecretsTest {

  private static final String SECRET = "s3cr3t";

  @TempDir private Path folder;
  private Path dir;
  private ReferenceSecrets secrets;

  @BeforeEach
  void write() throws IOException {
    dir = Files.createDirectory(folder.resolve("secrets"));
    Files.writeString(dir.resolve("token"), SECRET + "\n");
    Files.writeString(folder.resolve("outside"), SECRET);
    Files.createDirectory(dir.resolve("sub"));
    Files.writeString(dir.resolve("sub/token"), "deeper");
    Files.writeString(dir.resolve("empty"), "\n");
    Files.createSymbolicLink(dir.resolve("out"), folder.resolve("outside"));
    Files.createSymbolicLink(dir.resolve("away"), folder);
    Files.createSymbolicLink(dir.resolve("within"), dir.resolve("sub/token"));
    // A sibling whose name begins like the folder's.
    Files.writeString(Files.createDirectory(folder.resolve("secrets2")).resolve("token"), SECRET);
    secrets =
        new ReferenceSecrets(
            Set.of("ALLOWED", "UNSET"), dir, Map.of("ALLOWED", SECRET, "FORBIDDEN", SECRET)::get);
  }

  @Test
  void readsAllowedVariable() {
    assertEquals(SECRET, secrets.resolve("env:ALLOWED"));
  }

  @Test
  void refusesOtherVariables() {
    refused("env:FORBIDDEN", "secrets.env.allow");
    refused("env:UNSET", "not set");
    refused("env:", "secrets.env.allow");
  }

  @Test
  void readsFilesBelowTheFolder() {
    assertEquals(SECRET, secrets.resolve("file:token"));
    assertEquals("deeper", secrets.resolve("file:sub/token"));
    assertEquals("deeper", secrets.resolve("file:within"));
    assertEquals(SECRET, secrets.resolve("file:" + dir.resolve("token")));
  }

  @Test
  void seesARotatedSecret() throws IOException {
    secrets.resolve("file:token");
    Files.writeString(dir.resolve("token"), "new");

    assertEquals("new", secrets.resolve("file:token"));
  }

  @Test
  void staysInTheFolder() {
    refused("file:../outside", "leads out");
    refused("file:sub/../../outside", "leads out");
    refused("file:" + folder.resolve("outside"), "leads out");
    refused("file:out", "leads out");
    refused("file:away/outside", "leads out");
    refused("file:../secrets2/token", "leads out");
    refused("file:.", "leads out");
    refused("file:sub", "regular file");
    refused("file:missing", "no such file");
    refused("file:nul\0", "no such file");
    refused("file:empty", "empty");
  }

  @Test
  void refusesAnythingElseWithoutRepeatingIt() {
    var wrong = assertThrows(IllegalArgumentException.class, () -> secrets.resolve(SECRET));

    assertFalse(wrong.getMessage().contains(SECRET), wrong.getMessage());
  }

  @Test
  void resolvesNothingByDefault() {
    var none = ReferenceSecrets.of(Map.of());

    assertThrows(IllegalArgumentException.class, () -> none.resolve("env:PATH"));
    var file = assertThrows(IllegalArgumentException.class, () -> none.resolve("file:token"));
    assertTrue(file.getMessage().contains("secrets.dir"), file.getMessage());
  }

  private void refused(String reference, String rule) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> secrets.resolve(reference));
    assertTrue(wrong.getMessage().contains(rule), wrong.getMessage());
    assertTrue(wrong.getMessage().contains(reference), wrong.getMessage());
    assertFalse(wrong.getMessage().contains(SECRET), wrong.getMessage());
  }
}
