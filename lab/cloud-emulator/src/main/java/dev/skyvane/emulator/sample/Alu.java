package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Rounds of 64-bit integer arithmetic over a vector of numbers. */
public final class Alu {

  private static final long MULTIPLIER = 6_364_136_223_846_793_005L;
  private static final long INCREMENT = 1_442_695_040_888_963_407L;
  private static final long MAX_ROUNDS = 100_000_000;

  private Alu() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.requiredObject("rounds");
    var seed = FunctionInput.integer(object, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
    var rounds = FunctionInput.integer(object, "rounds", 1, MAX_ROUNDS);
    var values = object.path("values");
    var vector = new long[Math.max(1, values.size())];
    for (var i = 0; i < values.size(); i++) {
      if (!values.get(i).isIntegralNumber() || !values.get(i).canConvertToLong()) {
        throw new FunctionFailedException(
            "BadInput", "The field 'values' must be a list of 64-bit integers.");
      }
      vector[i] = values.get(i).longValue();
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("rounds", rounds);
    answer.put("result", "%016x".formatted(mix(seed, rounds, vector)));
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  /**
   * The state after all rounds. A round {@code i} from 0 is {@code x = (x xor v[i mod n]) * M + C},
   * then {@code x = x xor (x >>> 29)}, modulo 2^64; M and C are the multiplier and increment of
   * Knuth's MMIX generator.
   */
  static long mix(long seed, long rounds, long[] vector) {
    var x = seed;
    var next = 0;
    for (long i = 0; i < rounds; i++) {
      x = next(x ^ vector[next]);
      x ^= x >>> 29;
      next++;
      if (next == vector.length) {
        next = 0;
      }
    }
    return x;
  }

  /** The number after one, of the linear generator that the round is made of. */
  static long next(long x) {
    return x * MULTIPLIER + INCREMENT;
  }
}
