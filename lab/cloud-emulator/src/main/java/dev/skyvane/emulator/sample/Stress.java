package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/** A chain of SHA-256 digests, each of the one before. */
public final class Stress {

  private static final long MAX_ROUNDS = 10_000_000;

  private Stress() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.requiredObject("rounds");
    var rounds = FunctionInput.integer(object, "rounds", 1, MAX_ROUNDS);
    var digest = Digest.sha256();
    var state = object.path("text").asText().getBytes(StandardCharsets.UTF_8);
    for (var i = 0L; i < rounds; i++) {
      state = digest.digest(state);
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("rounds", rounds).put("sha256", Digest.hex(state));
    return FunctionOutput.json(FunctionInput.write(answer));
  }
}
