package dev.skyvane.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher where it cannot go on; where it can, every other use of it is the test. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("../skyvane");

  @TempDir Path folder;

  @Test
  void withoutAJdkItSaysWhereItLookedAndWhatToInstall() throws Exception {
    var script = Files.readString(LAUNCHER);
    assertTrue(script.contains("NEEDED=25"), "the test changes this line");
    var demanding = folder.resolve("skyvane");
    Files.writeString(demanding, script.replace("NEEDED=25", "NEEDED=99"));
    var result = bash(demanding);
    assertEquals(3, result.code(), result.text());
    assertTrue(result.text().contains("needs a JDK of version 99"), result.text());
    assertTrue(result.text().contains("JAVA_HOME"), result.text());
    assertTrue(result.text().contains("Too old:"), result.text());
    assertTrue(result.text().contains("apt install"), result.text());
    assertTrue(!result.text().contains("building"), "it must not build before it has a JDK");
  }

  private record Result(int code, String text) {}

  private static Result bash(Path script) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of("bash", script.toString(), "version"))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Result(process.exitValue(), text);
  }
}
