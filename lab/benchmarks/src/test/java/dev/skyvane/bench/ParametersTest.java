package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.bench.Parameters.Whole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static final List<Whole> NUMBERS =
      List.of(new Whole("rate", 1_000, 10, 20_000), new Whole("keys", 7, 1, 100));

  @Test
  void whatNobodySaysIsStandard() {
    var parameters = parse("keys=9");

    assertEquals(1_000, parameters.get("rate"));
    assertEquals(9, parameters.get("keys"));
    assertEquals("rate=1000 keys=9", parameters.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate=9", "rate=20001", "rate=", "rate=many", "rate=1.5"})
  void numbersOutOfBoundsAreRefusedWithTheRule(String argument) {
    var refused = assertThrows(IllegalArgumentException.class, () -> parse(argument));

    assertEquals(
        "'" + argument + "': rate is a whole number from 10 to 20000, as in rate=1000",
        refused.getMessage());
  }

  @Test
  void boundsAreWithin() {
    assertEquals(10, parse("rate=10").get("rate"));
    assertEquals(20_000, parse("rate=20000").get("rate"));
  }

  @Test
  void aNumberIsGivenOnce() {
    var refused = assertThrows(IllegalArgumentException.class, () -> parse("rate=10", "rate=11"));

    assertEquals("'rate' is given twice; give it once", refused.getMessage());
  }

  @Test
  void settingsOfTheRouterPass() {
    var parameters = parse("set.window.max.records=64", "set.x=a=b");

    assertEquals(Map.of("window.max.records", "64", "x", "a=b"), parameters.settings());
    parameters.nothingElse();
  }

  @Test
  void whatIsLeftIsGivenBackOrRefused() {
    var parameters = parse("order=unordered", "keys", "set.=1");

    assertEquals(List.of("order=unordered", "keys", "set.=1"), parameters.others());
    var refused = assertThrows(IllegalArgumentException.class, parameters::nothingElse);
    assertTrue(
        refused.getMessage().startsWith("'order=unordered' is not a parameter; write name=number"),
        refused::getMessage);
  }

  @Test
  void settingsAreNotTakenWhereTheyMakeNoSense() {
    assertEquals(List.of("set.x=1"), Parameters.of(NUMBERS, false, List.of("set.x=1")).others());
  }

  private static Parameters parse(String... arguments) {
    return Parameters.of(NUMBERS, true, List.of(arguments));
  }
}
