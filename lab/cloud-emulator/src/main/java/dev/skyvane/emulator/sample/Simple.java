package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The functions that hardly compute. */
public final class Simple {

  private static final long MAX_SLEEP_MS = 900_000;
  private static final long MAX_FILL_BYTES = 16 * 1024 * 1024;

  private Simple() {}

  /** Asks to sleep. */
  public static FunctionOutput sleepy(FunctionInput input) throws FunctionFailedException {
    var ms = FunctionInput.integer(input.requiredObject("sleepMs"), "sleepMs", 0, MAX_SLEEP_MS);
    var answer = JsonNodeFactory.instance.objectNode().put("sleptMs", ms);
    return new FunctionOutput(FunctionInput.write(answer), "application/json", ms);
  }

  /** Answers its input. */
  public static FunctionOutput echo(FunctionInput input) {
    var type = input.contentType();
    return FunctionOutput.of(input.bytes(), type == null ? "application/octet-stream" : type);
  }

  /** Fails. */
  public static FunctionOutput fail(FunctionInput input) throws FunctionFailedException {
    throw new FunctionFailedException(
        "SampleFailure",
        "This function always fails; it was given %d bytes.".formatted(input.bytes().length));
  }

  /** Answers a JSON string of as many bytes as asked for, its quotes included. */
  public static FunctionOutput fill(FunctionInput input) throws FunctionFailedException {
    var bytes = FunctionInput.integer(input.requiredObject("bytes"), "bytes", 2, MAX_FILL_BYTES);
    var answer = new byte[(int) bytes];
    Arrays.fill(answer, (byte) 'x');
    var quote = "\"".getBytes(StandardCharsets.US_ASCII)[0];
    answer[0] = quote;
    answer[answer.length - 1] = quote;
    return FunctionOutput.json(answer);
  }
}
