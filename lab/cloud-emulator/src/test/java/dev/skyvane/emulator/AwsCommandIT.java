package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code aws} command, version 1 or 2, against an emulated region. */
@Tag("interop")
class AwsCommandIT {

  private static final String PEER = "awscli";

  @TempDir Path directory;
  private CloudEmulator emulator;
  private EmulatedRegion region;
  private boolean versionTwo;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    requireCommand();
    emulator =
        CloudEmulator.start(EmulatorOptions.of(RegionOptions.of("aws:eu-north-1", 59.33, 18.07)));
    region = emulator.region("aws:eu-north-1");
    region.deploy("echo", 512, SampleFunction.ECHO);
    region.deploy("alu", 1024, SampleFunction.ALU);
  }

  @AfterEach
  void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  private void requireCommand() throws Exception {
    String missing;
    try {
      var version = run(List.of("aws", "--version"));
      versionTwo = (version.out() + version.err()).contains("aws-cli/2");
      missing = version.code() == 0 ? null : "aws --version ends with " + version.code();
    } catch (IOException e) {
      missing = "the command aws is not on the PATH";
    }
    if (missing != null) {
      var message = "not run: " + PEER + ", because " + missing;
      var required = System.getenv().getOrDefault("SKYVANE_REQUIRE", "");
      if (Arrays.asList(required.split("\\s*,\\s*")).contains(PEER)) {
        fail(message + ", and SKYVANE_REQUIRE names it");
      }
      Assumptions.abort(message);
    }
  }

  @Test
  void invokes() throws Exception {
    for (var reference : ReferenceCases.load(SampleFunction.ALU).subList(0, 3)) {
      var payload = directory.resolve("in.json");
      Files.write(payload, reference.json());
      var answer = directory.resolve("out.json");
      var told =
          lambda(
              "invoke",
              "--function-name",
              "alu",
              "--log-type",
              "Tail",
              "--payload",
              "file://" + payload,
              answer.toString());
      assertEquals(200, told.path("StatusCode").asInt());
      var log =
          new String(
              Base64.getDecoder().decode(told.path("LogResult").asText()), StandardCharsets.UTF_8);
      assertTrue(log.contains("REPORT RequestId: "), log);
      assertTrue(reference.matches(Files.readAllBytes(answer)), reference::toString);
    }
  }

  @Test
  void listsAndDescribes() throws Exception {
    var functions = lambda("list-functions").path("Functions");
    assertEquals("alu", functions.path(0).path("FunctionName").asText());
    assertEquals("echo", functions.path(1).path("FunctionName").asText());
    var configuration = lambda("get-function-configuration", "--function-name", "echo");
    assertEquals(512, configuration.path("MemorySize").asInt());
  }

  @Test
  void reportsAnUnknownFunctionAsTheRealOne() throws Exception {
    var ended =
        run(command("invoke", "--function-name", "nobody", directory.resolve("x").toString()));
    assertTrue(ended.code() != 0);
    assertTrue(
        ended.err().contains("(ResourceNotFoundException) when calling the Invoke operation")
            && ended
                .err()
                .contains(
                    "Function not found: arn:aws:lambda:eu-north-1:123456789012:function:nobody"),
        ended.err());
  }

  private JsonNode lambda(String... arguments) throws Exception {
    var ended = run(command(arguments));
    assertEquals(0, ended.code(), ended.err());
    return new ObjectMapper().readTree(ended.out());
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<>(List.of("aws", "lambda"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "--endpoint-url",
            region.endpoint().toString(),
            "--region",
            "eu-north-1",
            "--output",
            "json",
            "--no-cli-pager",
            "--cli-binary-format",
            "raw-in-base64-out"));
    if (!versionTwo) {
      command.removeAll(List.of("--no-cli-pager", "--cli-binary-format", "raw-in-base64-out"));
    }
    return command;
  }

  private Ended run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("AWS_ACCESS_KEY_ID", "emulated");
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "emulated");
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    var out = directory.resolve("stdout");
    var err = directory.resolve("stderr");
    var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("No end in time: " + command);
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
