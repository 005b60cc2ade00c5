package dev.skyvane.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerClassPathTest {
  @TempDir private Path folder;

  @Test
  void itsOwnClassesComeFirst() throws IOException {
    Files.writeString(folder.resolve("peer.classpath"), "a.jar" + File.pathSeparator + "b.jar\n");

    assertEquals(
        String.join(File.pathSeparator, folder.resolve("classes").toString(), "a.jar", "b.jar"),
        PeerClassPath.in(folder.toString()));
  }

  @Test
  void aPeerThatWasNotBuiltIsSaidSo() {
    var refused =
        assertThrows(IllegalStateException.class, () -> PeerClassPath.in(folder.toString()));

    assertTrue(
        String.valueOf(refused.getMessage()).contains("mvn -pl lab/parallel-consumer-peer package"),
        refused::toString);
  }

  @Test
  void whoDoesNotKnowWhereIsToldTheWayOut() {
    var refused = assertThrows(IllegalStateException.class, () -> PeerClassPath.in(null));

    assertTrue(String.valueOf(refused.getMessage()).contains("./skyvane bench"), refused::toString);
  }
}
