package dev.skyvane.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.standalone.command.SkyvaneCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that are executed in this JVM against one cluster. */
record Cli(ClusterAddress address, Path folder) {
  record Run(int code, String out, String err) {}

  Run execute(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap-server", address.bootstrapServers()));
    all.addAll(List.of("--schema-registry-url", address.registryUrl()));
    var out = new StringWriter();
    var err = new StringWriter();
    var line = SkyvaneCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return new Run(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
  }

  String ok(String... arguments) {
    var run = execute(arguments);
    assertEquals(0, run.code(), run.err());
    return run.out();
  }

  void said(String expected, String... arguments) {
    assertEquals(expected, ok(arguments).strip());
  }

  /** Writes the manifest of a function with two deployments. */
  String manifest(String name, String first, String second, String address) throws IOException {
    var file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        apiVersion: skyvane/v1
        kind: Function
        name: %s
        deployments:
          - {region: %s, memory: 512MB, address: %s}
          - {region: %s, memory: 512MB, address: %s}
        """
            .formatted(name, first, address, second, address));
    return file.toString();
  }
}
