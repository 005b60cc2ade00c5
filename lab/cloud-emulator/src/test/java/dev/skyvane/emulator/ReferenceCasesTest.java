package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.sample.FunctionInput;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReferenceCasesTest {

  @TestFactory
  Stream<DynamicTest> everyAnswerIsTheOneMadeElsewhere() {
    return ReferenceCases.load().stream()
        .flatMap(
            c ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        c + " as JSON", () -> check(c, c.json(), "application/json")),
                    DynamicTest.dynamicTest(
                        c + " raw", () -> check(c, c.raw(), c.rawContentType()))));
  }

  private static void check(ReferenceCase c, byte[] input, String contentType) throws Exception {
    var answer = c.function().run(new FunctionInput(input, contentType)).bytes();
    assertTrue(c.matches(answer), () -> c + " answered otherwise");
  }

  @Test
  void everyFunctionThatComputesHasCases() {
    for (var function :
        new SampleFunction[] {
          SampleFunction.RESIZE,
          SampleFunction.BAG_OF_WORDS,
          SampleFunction.ALU,
          SampleFunction.MINIMUM_SPANNING_TREE,
          SampleFunction.BREADTH_FIRST_SEARCH,
          SampleFunction.PAGE_RANK,
          SampleFunction.DNA_VISUALISATION,
          SampleFunction.COMPRESS,
          SampleFunction.STRESS,
          SampleFunction.WRITER,
          SampleFunction.CSV,
          SampleFunction.CALCS,
          SampleFunction.MATRIX,
          SampleFunction.SLEEPY
        }) {
      assertTrue(ReferenceCases.load(function).size() >= 8, function::name);
    }
  }

  @Test
  void namesAreUnique() {
    var cases = ReferenceCases.load();
    assertEquals(cases.size(), cases.stream().map(Object::toString).distinct().count());
  }

  @Test
  void anyOtherAnswerIsNotTheKnownOne() throws Exception {
    var cases = ReferenceCases.load();
    for (var c : cases) {
      var answer = c.function().run(new FunctionInput(c.json(), "application/json")).bytes();
      for (var other : cases) {
        if (!other.equals(c) && other.function() == c.function()) {
          assertFalse(other.matches(answer), () -> other + " matches the answer to " + c);
        }
      }
      assertFalse(c.matches(new byte[0]));
      assertFalse(
          c.matches("{\"image\":\"AAAA\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
  }
}
