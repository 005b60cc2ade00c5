package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.standalone.command.SkyvaneCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the benchmarks as people do. What they find on a busy machine is not looked at. */
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listsBenchmarks() {
    assertEquals(0, skyvane("bench"), err::toString);

    assertTrue(out.toString().lines().anyMatch(line -> line.startsWith("pick ")), out::toString);
    assertTrue(out.toString().lines().anyMatch(line -> line.startsWith("plan ")), out::toString);
  }

  @Test
  void picksGiveFigures() throws Exception {
    var figures = figures("pick", "spread=least-outstanding", "deployments=19", "attempt=first");

    assertEquals(
        List.of(
            "pick, least-outstanding, 19 deployments",
            "pick, least-outstanding, 19 deployments, allocated",
            "pick by two threads, least-outstanding, 19 deployments",
            "pick by two threads, least-outstanding, 19 deployments, allocated",
            "pick, hold and release, least-outstanding, 19 deployments",
            "pick, hold and release, least-outstanding, 19 deployments, allocated"),
        figures.stream().map(figure -> figure.get("figure").asText()).toList());
    assertEquals("<= 1", figures.getFirst().get("goal").asText());
  }

  @Test
  void plansGiveFigures() throws Exception {
    var figures = figures("plan", "policy=constrained");

    assertEquals(
        List.of("us", "B/op"),
        figures.stream().map(figure -> figure.get("unit").asText()).toList());
    assertEquals("<= 50", figures.getFirst().get("goal").asText());
  }

  @Test
  void unknownCasesAreRefused() {
    assertEquals(1, skyvane("bench", "plan", "--fast", "policy=cheapest"));

    assertTrue(err.toString().contains("minimize-carbon"), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void wrongNumbersAreRefusedBeforeAnythingStarts() {
    assertEquals(1, skyvane("bench", "held-back", "rate=0"));

    assertTrue(err.toString().contains("rate is a whole number from 10 to 20000"), err::toString);
    assertEquals(1, skyvane("bench", "parallel-consumer", "order=none"));
    assertTrue(err.toString().contains("unordered,key-ordered"), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void experimentsInVirtualTimeGiveFigures() {
    assertEquals(0, skyvane("bench", "fed-table3"), err::toString);
    assertTrue(out.toString().contains("all 4 goals met"), out::toString);
    assertEquals(0, skyvane("bench", "fed-ex3", "--fast", "--json"), err::toString);
    assertTrue(out.toString().contains("to us-west-2 alone"), out::toString);
  }

  @Test
  void replaysTakeAnyFile(@TempDir Path folder) throws Exception {
    var file = folder.resolve("mine.csv");
    Files.write(
        file,
        List.of(
            "hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share",
            "2022-11-01T00:00:00Z,GB,100,,",
            "2022-11-01T00:00:00Z,DE,200,,",
            "2022-11-01T01:00:00Z,GB,300,,",
            "2022-11-01T01:00:00Z,DE,200,,"));
    assertEquals(
        0, skyvane("bench", "carbon-replay", "--file", file.toString(), "--json"), err::toString);
    assertTrue(out.toString().contains("hourly optimum: carbon of a million"), out::toString);
    assertEquals(
        1, skyvane("bench", "carbon-replay", "--file", file.toString(), "regions=eu-north-1"));
    assertTrue(err.toString().contains("SE-SE3"), err::toString);
    Files.writeString(file, "2022-11-01T02:00:00Z,GB,-3,,\n", StandardOpenOption.APPEND);
    assertEquals(1, skyvane("bench", "carbon-replay", "--file", file.toString()));
    assertTrue(err.toString().contains("mine.csv:6 column lca_g_per_kwh"), err::toString);
    assertEquals(1, skyvane("bench", "carbon-replay", "--fiel", file.toString()));
    assertTrue(err.toString().contains("file, regions, from, lag-hours"), err::toString);
  }

  private List<JsonNode> figures(String benchmark, String... cases) throws Exception {
    var arguments = new ArrayList<>(List.of("bench", benchmark, "--fast", "--json", "--seed", "7"));
    arguments.addAll(List.of(cases));
    assertEquals(0, skyvane(arguments.toArray(new String[0])), err::toString);
    var figures = new ArrayList<JsonNode>();
    for (var line : out.toString().lines().toList()) {
      var figure = new ObjectMapper().readTree(line);
      assertTrue(figure.get("value").asDouble() >= 0, line);
      figures.add(figure);
    }
    assertTrue(err.toString().contains("fast: 12 % of the time"), err::toString);
    assertTrue(err.toString().contains("seed 7"), err::toString);
    return figures;
  }

  private int skyvane(String... arguments) {
    var line = SkyvaneCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }
}
