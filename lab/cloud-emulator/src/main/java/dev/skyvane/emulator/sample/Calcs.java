package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Products and quotients of random numbers in binary floating point, to the last bit. */
public final class Calcs {

  private static final long MAX_LOOPS = 20_000_000;
  private static final int SHIFT = 44;

  private Calcs() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.requiredObject("loops");
    var loops = FunctionInput.integer(object, "loops", 1, MAX_LOOPS);
    var x = FunctionInput.integer(object, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
    var sum = 0.0;
    for (var i = 0L; i < loops; i++) {
      x = Alu.next(x);
      var a = 1.0 + (x >>> SHIFT);
      x = Alu.next(x);
      var b = 1.0 + (x >>> SHIFT);
      x = Alu.next(x);
      var c = 1.0 + (x >>> SHIFT);
      sum += a * b / c;
    }
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("loops", loops);
    answer.put("sum", bits(sum)).put("root", bits(Math.sqrt(sum)));
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  private static String bits(double value) {
    return "%016x".formatted(Double.doubleToLongBits(value));
  }
}
