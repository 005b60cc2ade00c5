package dev.skyvane.standalone.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.standalone.cluster.ClusterAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void oneProcessHoldsItAtATime() {
    var directory = new DataDirectory(folder);
    assertFalse(directory.inUse());
    try (var lock = directory.lock()) {
      assertNotNull(lock);
      assertTrue(directory.inUse());
      assertNull(directory.lock());
    }
    assertFalse(directory.inUse());
  }

  @Test
  void aContextReadsAsItWasWritten() throws IOException {
    var context =
        new Context(
            new ClusterAddress("127.0.0.1:19092", "http://127.0.0.1:18081", "skyvane.", Map.of()),
            4711,
            "http://127.0.0.1:18100",
            "http://127.0.0.1:18080",
            "http://127.0.0.1:18082/readyz",
            "http://127.0.0.1:18090",
            "http://127.0.0.1:18091");
    var file = folder.resolve("context.properties");
    assertEquals(Optional.empty(), Context.read(file));
    context.write(file);
    assertEquals(Optional.of(context), Context.read(file));
    assertEquals(1, Files.list(folder).count(), "nothing half-written is left");
  }
}
