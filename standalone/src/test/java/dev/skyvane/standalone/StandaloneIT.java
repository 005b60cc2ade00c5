package dev.skyvane.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.ReferenceCases;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.record.Instance;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.demo.Demo;
import dev.skyvane.standalone.process.Ports;
import dev.skyvane.standalone.process.Standalone;
import dev.skyvane.standalone.terminal.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands and the demo against one process with everything in it. */
class StandaloneIT {
  @TempDir static Path folder;

  private static Standalone standalone;
  private static Cli cli;

  @BeforeAll
  static void start() {
    standalone =
        Standalone.start(
            Standalone.Options.of(folder.resolve("kafka"), Ports.FREE).withEmulators(7));
    cli = new Cli(standalone.address(), folder);
  }

  @AfterAll
  static void stop() {
    standalone.close();
  }

  @Test
  void appliesInvokesAndDeletesAFunction() throws IOException {
    var file = cli.manifest("words", "eu-north-1", "us-east-1", "bag-of-words");
    cli.said("function/words created, version 1 (dry run)", "apply", "-f", file, "--dry-run");
    cli.said("function/words created, version 1", "apply", "-f", file);
    cli.said("function/words unchanged, version 1", "apply", "-f", file);

    var yaml = folder.resolve("again.yaml");
    Files.writeString(yaml, cli.ok("get", "function", "words", "-o", "yaml"));
    cli.said("function/words unchanged, version 1", "apply", "-f", yaml.toString());
    Files.writeString(yaml, Files.readString(yaml) + "timeout: 5s\n");
    cli.said("function/words changed, version 2", "apply", "-f", yaml.toString());
    assertTrue(cli.ok("get", "functions").contains("words"));

    var words = ReferenceCases.load(SampleFunction.BAG_OF_WORDS).getFirst();
    var input = folder.resolve("input.json");
    var output = folder.resolve("output.json");
    Files.write(input, words.json());
    var run =
        cli.execute(
            "invoke",
            "words",
            "--data",
            "@" + input,
            "--origin",
            "eu-west-1",
            "--to",
            output.toString(),
            "-v");
    assertEquals(0, run.code(), run.err());
    assertTrue(words.matches(Files.readAllBytes(output)));
    assertTrue(run.err().contains("aws:eu-north-1"), run.err());
    assertTrue(run.err().contains("list cost"), run.err());

    cli.said("function/words deleted", "delete", "function", "words");
    var missing = cli.execute("delete", "function", "words");
    assertEquals(2, missing.code(), missing.err());
  }

  @Test
  void callsOverHttp() throws IOException, InterruptedException {
    cli.ok("apply", "-f", cli.manifest("called", "eu-north-1", "us-east-1", "bag-of-words"));
    var words = ReferenceCases.load(SampleFunction.BAG_OF_WORDS).getFirst();
    var call =
        HttpRequest.newBuilder(URI.create(standalone.context().gateway() + "/function/called"))
            .header("content-type", "application/json")
            .header("skyvane-origin", "eu-west-1")
            .POST(HttpRequest.BodyPublishers.ofByteArray(words.json()))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(call, HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(200, answer.statusCode(), new String(answer.body(), UTF_8));
      assertTrue(words.matches(answer.body()));
      assertEquals("aws:eu-north-1", answer.headers().firstValue("skyvane-region").orElse(""));
    }
  }

  @Test
  void showsTheLiveTablesByRegionFirst() throws IOException {
    cli.ok("apply", "-f", cli.manifest("timed", "eu-north-1", "us-east-1", "bag-of-words"));
    var words = ReferenceCases.load(SampleFunction.BAG_OF_WORDS).getFirst();
    var input = folder.resolve("timed.json");
    Files.write(input, words.json());
    var output = folder.resolve("timed.out").toString();
    for (int i = 0; i < 3; i++) {
      cli.ok("invoke", "timed", "--data", "@" + input, "--origin", "eu-west-1", "--to", output);
    }
    var queries = standalone.context().queries();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                cli.execute("get", "latency", "timed", "--queries", queries)
                    .out()
                    .matches("(?s).*timed~aws~eu-north-1~512 +.* 3 +.*"));
    var table = cli.ok("get", "latency", "--queries", queries);
    assertTrue(table.indexOf("aws:eu-north-1") < table.indexOf("timed~aws"), table);
    var csv = cli.ok("get", "latency", "aws:eu-north-1", "-o", "csv", "--queries", queries);
    assertTrue(csv.lines().skip(1).allMatch(line -> line.startsWith("aws:eu-north-1,")), csv);
    assertTrue(cli.ok("get", "latency", "-o", "json", "--queries", queries).contains("p99Ms"));
    var usage = cli.execute("get", "latency", "-o", "yaml", "--queries", queries);
    assertEquals(2, usage.code(), usage.err());
  }

  /** No context is given here: all that is known is the cluster. */
  @Test
  void findsTheStreamServicesInTheClustersInstances() {
    await().atMost(Duration.ofSeconds(30)).until(() -> cli.execute("get", "costs").code() == 0);
    try (var cluster = Cluster.connect(cli.address())) {
      var dead =
          Instance.newBuilder()
              .setId("ghost")
              .setService("metrics-stream")
              .setQueryAddress("127.0.0.1:1")
              .setUpdatedAt(Instant.now().plusSeconds(5))
              .build();
      cluster.instances().write(Map.of("ghost", dead));
      var table = cli.ok("get", "latency");
      assertTrue(table.startsWith("REGION"), table);
      cluster.instances().write(Collections.singletonMap("ghost", null));
    }
  }

  @Test
  void showsWhatRunsCostAndWhoOwesIt() throws IOException {
    cli.ok("apply", "-f", cli.manifest("charged", "eu-north-1", "us-east-1", "bag-of-words"));
    var words = ReferenceCases.load(SampleFunction.BAG_OF_WORDS).getFirst();
    var input = folder.resolve("charged.json");
    Files.write(input, words.json());
    var output = folder.resolve("charged.out").toString();
    var before = metered();
    for (int i = 0; i < 3; i++) {
      cli.ok("invoke", "charged", "--data", "@" + input, "--origin", "eu-west-1", "--to", output);
    }
    var queries = standalone.context().costs();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                cli.execute("get", "costs", "charged", "--by", "function", "--queries", queries)
                    .out()
                    .matches("(?s).*charged +.* 3 +.*"));
    assertTrue(cli.ok("get", "costs", "--queries", queries).contains("aws:eu-north-1"));
    var carbon = cli.ok("get", "carbon", "--queries", queries);
    assertTrue(carbon.contains("yearly average"), carbon);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                cli.execute("get", "bill", "-o", "csv", "--queries", queries)
                    .out()
                    .matches("(?s).*,list,aws,aws,aws:eu-north-1,charged,3,.*"));
    // The emulated clouds have a meter of their own.
    assertEquals(metered().subtract(before).stripTrailingZeros(), billed(queries));
    var bill = cli.ok("get", "bill", "--queries", queries);
    assertTrue(bill.contains("free-tier"), bill);
    var nobody = cli.execute("get", "bill", "nobody", "--queries", queries);
    assertEquals(2, nobody.code(), nobody.err());
  }

  private static BigDecimal metered() {
    return standalone.world().orElseThrow().ledgers().values().stream()
        .map(ledger -> ledger.totals("bag-of-words").usd())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal billed(String queries) {
    return cli.ok("get", "bill", "-o", "csv", "--queries", queries)
        .lines()
        .map(line -> line.split(",", -1))
        .filter(fields -> fields[2].equals("list") && fields[6].equals("charged"))
        .map(fields -> new BigDecimal(fields[8]))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .stripTrailingZeros();
  }

  @Test
  void pausesAndResumesFunctions() throws IOException {
    var first = cli.manifest("steady", "eu-north-1", "us-east-1", "alu");
    cli.ok("apply", "-f", first);
    cli.ok("apply", "-f", cli.manifest("wobbly", "eu-north-1", "us-east-1", "alu"));
    assertTrue(row("steady").matches("steady +active .*"), row("steady"));

    cli.said("function/steady paused, version 2", "pause", "steady", "steady");
    cli.said("function/steady is paused already, version 2", "pause", "steady");
    assertTrue(cli.ok("status").contains(", 1 paused"), cli.ok("status"));
    assertTrue(row("steady").matches("steady +paused .*"), row("steady"));
    assertTrue(row("wobbly").matches("wobbly +active .*"), row("wobbly"));
    var yaml = cli.ok("get", "function", "steady", "-o", "yaml");
    assertTrue(yaml.contains("\npaused: true\n"), yaml);
    assertFalse(cli.ok("get", "function", "wobbly", "-o", "yaml").contains("paused"));

    var unknown = cli.execute("pause", "wobbly", "steddy", "nobody");
    assertEquals(2, unknown.code(), unknown.err());
    assertTrue(unknown.err().contains("nothing was changed"), unknown.err());
    assertTrue(unknown.err().contains("did you mean 'steady'?"), unknown.err());
    assertTrue(unknown.err().contains("there is no function 'nobody'"), unknown.err());
    assertTrue(row("wobbly").matches("wobbly +active .*"), row("wobbly"));

    cli.said("function/steady unchanged, version 2, paused", "apply", "-f", first);
    var changed = Path.of(cli.manifest("steady", "eu-north-1", "us-east-1", "alu"));
    Files.writeString(changed, Files.readString(changed) + "timeout: 5s\n");
    cli.said("function/steady changed, version 3, paused", "apply", "-f", changed.toString());

    assertEquals(
        List.of("function/steady resumed, version 4", "function/wobbly is not paused, version 1"),
        cli.ok("resume", "steady", "wobbly").lines().toList());
    assertTrue(row("steady").matches("steady +active .*5s.*"), row("steady"));

    Files.writeString(changed, Files.readString(changed) + "paused: true\n");
    cli.said("function/steady changed, version 5, paused", "apply", "-f", changed.toString());
    Files.writeString(changed, Files.readString(changed).replace("paused: true", "paused: false"));
    cli.said("function/steady changed, version 6", "apply", "-f", changed.toString());
  }

  private static String row(String function) {
    return cli.ok("get", "function", function).lines().toList().getLast();
  }

  @Test
  void endsWithTheCodeOfWhatHappened() throws IOException {
    cli.ok("apply", "-f", cli.manifest("image", "eu-north-1", "us-east-1", "resize"));
    cli.ok("apply", "-f", cli.manifest("slow", "eu-north-1", "us-east-1", "sleepy"));
    cli.ok("apply", "-f", constrained());

    var failed = cli.execute("invoke", "image", "--data", "{\"image\": \"aGVsbG8=\"}");
    assertEquals(1, failed.code(), failed.err());
    var unknown = cli.execute("invoke", "nobody");
    assertEquals(5, unknown.code(), unknown.err());
    var impossible = cli.execute("invoke", "nowhere", "--data", "{}");
    assertEquals(5, impossible.code(), impossible.err());
    var late = cli.execute("invoke", "slow", "--data", "{\"sleepMs\": 5000}", "--timeout", "500ms");
    assertEquals(4, late.code(), late.err());
    for (var run : List.of(failed, unknown, impossible, late)) {
      assertEquals(1, run.err().lines().filter(line -> line.startsWith("skyvane: ")).count());
      assertTrue(!run.err().contains("\tat "), run.err());
    }
  }

  @Test
  void appliesNothingOfAFileWithAProblem() throws IOException {
    var file = folder.resolve("wrong.yaml");
    Files.writeString(
        file,
        Files.readString(Path.of(cli.manifest("right", "eu-north-1", "us-east-1", "alu")))
            + "---\napiVersion: skyvane/v1\nkind: Function\nname: wrong\ntimeout: 30\n");
    var run = cli.execute("apply", "-f", file.toString());
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("wrong.yaml:"), run.err());
    assertTrue(run.err().contains("2 problems"), run.err());
    assertEquals(2, cli.execute("get", "function", "right").code());
  }

  @Test
  void showsTheCatalogsRegionsAndItsOwn() {
    var regions = cli.ok("get", "regions");
    assertTrue(regions.contains("gcp:europe-west1"), regions);
    assertTrue(regions.contains("http:oslo"), regions);
    var one = cli.ok("get", "region", "http:oslo", "-o", "yaml");
    assertTrue(one.contains("gridZone: NO-NO1"), one);
    assertTrue(cli.ok("status").contains("regions"));
  }

  @Test
  void theDemoFindsNothingWrongAndShowsTheTablesMove() throws IOException {
    var shown = new StringWriter();
    var outcome = new Demo(standalone, new Progress(new PrintWriter(shown), false), 7, 140).run();
    assertEquals(List.of(), outcome.findings(), shown.toString());
    assertEquals(12, outcome.table().lines().count(), outcome.table());
    assertTrue(outcome.table().contains("minimize-carbon"), outcome.table());
    assertTrue(shown.toString().contains("NEWEST MINUTE OF"), shown.toString());
    assertTrue(shown.toString().contains("replaying the carbon of 4 grids"), shown.toString());
    assertTrue(shown.toString().contains("takes 800 ms longer from now on"), shown.toString());
    assertTrue(shown.toString().contains("OF LATEST 20"), shown.toString());
    assertTrue(outcome.bill().contains("AWS Lambda"), outcome.bill());
    assertTrue(outcome.bill().contains("Cloud Run *"), outcome.bill());
    runsOnTheHoursOfTheReplay();
  }

  /** The carbon source goes on. */
  private void runsOnTheHoursOfTheReplay() throws IOException {
    cli.ok("apply", "-f", cli.manifest("hourly", "us-east-1", "eu-north-1", "bag-of-words"));
    var input = folder.resolve("hourly.json");
    Files.write(input, ReferenceCases.load(SampleFunction.BAG_OF_WORDS).getFirst().json());
    var output = folder.resolve("hourly.out").toString();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              cli.ok(
                  "invoke",
                  "hourly",
                  "--data",
                  "@" + input,
                  "--origin",
                  "us-east-1",
                  "--to",
                  output);
              return cli.ok("get", "carbon", "--queries", standalone.context().costs())
                  .matches("(?s).*\naws:us-east-1 [^\n]*estimated.*");
            });
  }

  private static String constrained() throws IOException {
    var file = Path.of(cli.manifest("nowhere", "eu-north-1", "us-east-1", "alu"));
    Files.writeString(file, Files.readString(file) + "constraints: {countries: [JP]}\n");
    return file.toString();
  }
}
