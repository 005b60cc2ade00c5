package dev.skyvane.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Region;
import dev.skyvane.standalone.manifest.ManifestReader;
import dev.skyvane.standalone.manifest.RegionNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  static Stream<String> commands() {
    return commands("", SkyvaneCommand.commandLine());
  }

  private static Stream<String> commands(String path, CommandLine line) {
    return line.getSubcommands().entrySet().stream()
        .flatMap(
            each ->
                Stream.concat(
                    Stream.of(path + each.getKey()),
                    commands(path + each.getKey() + " ", each.getValue())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(String command) {
    var run = Run.of((command + " --help").split(" "));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("Usage: skyvane " + command), run.out());
    assertTrue(command.equals("version") || run.out().contains("Examples:"), run.out());
  }

  @Test
  void showsHelpOnItsOwn() {
    var run = Run.of();
    assertEquals(0, run.code());
    assertTrue(run.out().contains("Exit codes"), run.out());
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    var run = Run.of("stat");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("Did you mean: skyvane status?"), run.err());
  }

  @Test
  void saysWhatToStartWhereNothingRuns() {
    var run = Run.of("status", "--context", folder.resolve("none").toString());
    assertEquals(3, run.code());
    assertTrue(run.err().contains("skyvane up"), run.err());
    assertTrue(run.err().contains("--bootstrap-server"), run.err());
  }

  @Test
  void saysThatABrokerDoesNotAnswer() throws IOException {
    int port = freePort();
    var run =
        Run.of(
            "get",
            "functions",
            "--bootstrap-server",
            "127.0.0.1:" + port,
            "--schema-registry-url",
            "http://127.0.0.1:" + port);
    assertEquals(3, run.code());
    assertTrue(run.err().contains("no Kafka answers at 127.0.0.1:" + port), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @ParameterizedTest
  @CsvSource({"latency,metrics-stream", "bill,cost-stream"})
  void saysWhereItLookedForATable(String table, String service) throws IOException {
    int port = freePort();
    var context = folder.resolve("context");
    Files.writeString(
        context,
        """
        bootstrap.servers=127.0.0.1:%1$d
        schema.registry.url=http://127.0.0.1:%1$d
        queries=http://127.0.0.1:%1$d
        costs=http://127.0.0.1:%1$d
        """
            .formatted(port));
    var run = Run.of("get", table, "--context", context.toString());
    assertEquals(3, run.code());
    assertTrue(run.err().contains("no " + service + " answers"), run.err());
    assertTrue(run.err().contains("http://127.0.0.1:" + port + ", which does not"), run.err());
    assertTrue(run.err().contains("no Kafka answers at 127.0.0.1:" + port), run.err());
    assertTrue(run.err().contains("--queries"), run.err());
  }

  @Test
  void asksForTheRegistryBesideABroker() {
    var run = Run.of("status", "--bootstrap-server", "127.0.0.1:1");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("--schema-registry-url"), run.err());
  }

  @Test
  void namesAFileThatIsMissing() {
    var file = folder.resolve("none.yaml");
    var run = Run.of("apply", "-f", file.toString());
    assertEquals(2, run.code());
    assertTrue(run.err().contains("there is no file " + file), run.err());
  }

  @Test
  void initWritesAnExampleThatReadsWithoutFaultAndNeverOverwrites() throws IOException {
    var file = folder.resolve("skyvane.yaml");
    assertEquals(0, Run.of("init", file.toString()).code());
    var text = Files.readString(file);
    var names = RegionNames.of(Catalog.load().regions().stream().map(Region::id).toList());
    var result = new ManifestReader(names).read("skyvane.yaml", text);
    assertEquals(List.of(), result.problems());
    assertEquals(1, result.manifests().size());
    assertEquals(2, Run.of("init", file.toString()).code());
    assertEquals(text, Files.readString(file));
  }

  @Test
  void theCommentedRegionOfTheExampleReadsWithoutFaultToo() {
    var example = InitCommand.example();
    var commented = example.substring(example.indexOf("# ---"));
    var text = commented.lines().map(line -> line.substring(2)).toList();
    var result =
        new ManifestReader(RegionNames.of(List.of())).read("example", String.join("\n", text));
    assertEquals(List.of(), result.problems());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume"})
  void asksForTheFunctionThatIsPausedOrResumed(String command) {
    var run = Run.of(command);
    assertEquals(2, run.code());
    assertTrue(run.err().contains("FUNCTION"), run.err());
  }

  @Test
  void downHasNothingToDoWhereNothingRuns() {
    var run = Run.of("down", "--data", folder.resolve("data").toString());
    assertEquals(0, run.code());
    assertTrue(run.out().contains("nothing runs"), run.out());
  }

  @Test
  void namesATimeoutWithoutAUnit() {
    var run = Run.of("invoke", "f", "--timeout", "30");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("as in 30s"), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          event.loop=2                     | event.loops
          event.loops=many                 | event.loops
          reply.topics.allow=[             | regular expression
          bootstrap.servers=other:9092     | follows from what 'up' starts
          bind.orders.funktion=resize      | must end in .function or .tenant
          bind.orders.function=            | must name
          bind.or ders.function=resize     | letters, digits
          bind.skyvane.replies.function=f  | Skyvane's own
          orders                           | KEY=VALUE
          """)
  void namesAWrongSettingOfTheRouter(String setting, String said) {
    var run = Run.of("up", "--data", folder.resolve("data").toString(), "--set", setting);
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("--set"), run.err());
    assertTrue(run.err().contains(said), run.err());
    assertFalse(Files.exists(folder.resolve("data")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          carbon.source=sun                          | is not installed
          carbon.source=replay                       | carbon.zones or carbon.regions
          topic.prefix=mine.                         | follows from what 'up' starts
          electricitymaps.token=s3cr3t               | electricitymaps.token must refer
          """)
  void namesAWrongSettingOfTheCarbonSource(String line, String said) throws IOException {
    var file = folder.resolve("carbon.properties");
    Files.writeString(file, "carbon.source=replay\n" + line + "\n");
    var run = Run.of("up", "--carbon", file.toString());
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("--carbon: " + file), run.err());
    assertTrue(run.err().contains(said), run.err());
    assertFalse(run.err().contains("s3cr3t"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "demo"})
  void namesAFolderThatHoldsNoDataOfTheCatalog(String command) {
    var run = Run.of(command, "--catalog", folder.toString());
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("--catalog: "), run.err());
    assertTrue(run.err().contains("carbon_yearly.csv"), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list --reason rejectd       | did you mean 'rejected'?
          list --since 2              | as in 30s
          list --limit 0              | at least 1
          replay                      | --function
          replay an-id --function f   | either
          show an-id --payload - --result - | standard output
          """)
  void namesWrongWordsAboutDeadLetters(String words, String said) {
    var run = Run.of(("dead-letters " + words).split(" "));
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains(said), run.err());
  }

  @Test
  void listsBenchmarksOrSaysWhereTheyAre() {
    var run = Run.of("bench");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("./skyvane bench"), run.err());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
