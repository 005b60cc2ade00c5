package dev.skyvane.cost;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.HostConfig;
import dev.skyvane.stream.StreamContext;
import dev.skyvane.stream.input.Patience;
import dev.skyvane.stream.input.Progress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The description of the topology in the docs. */
class TopologyPageTest {
  private static final Map<String, String> SETTINGS =
      Map.of("bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1");

  @Test
  void thePageIsCurrent() throws IOException {
    var service = new CostStream();
    var context =
        new StreamContext(
            new HostConfig(service, SETTINGS),
            RecordSerdes.create(SETTINGS),
            new SimpleMeterRegistry(),
            new Progress(),
            new Patience(Duration.ZERO));
    var described = service.topology(context).describe().toString();
    var page = Path.of("..", "docs", "cost-stream.md");
    var block = "```\n" + described.strip() + "\n```";
    if (Boolean.getBoolean("skyvane.regenerate")) {
      var text = Files.readString(page).replaceAll("(?s)```\nTopologies:.*?```", "@@");
      Files.writeString(page, text.replace("@@", block));
    }
    assertTrue(
        Files.readString(page).contains(block),
        page + " is stale; write it anew with -Dskyvane.regenerate=true");
  }
}
