package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CasesTest {
  private static final Map<String, List<String>> ALL = Map.of("size", List.of("19", "64", "256"));

  @Test
  void withoutArgumentsEverythingIsLeft() {
    assertEquals(ALL, Cases.of(ALL, List.of()).all());
  }

  @Test
  void argumentsNarrow() {
    var cases = Cases.of(ALL, List.of("size=64,256"));

    assertEquals(Map.of("size", List.of("64", "256")), cases.all());
    assertTrue(cases.include("size", "64"));
    assertFalse(cases.include("size", "19"));
    assertEquals(Map.of("size", List.of("19")), cases.only("size", "19"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"size", "size=", "size=20", "size=19,20", "colour=red", "="})
  void whatIsNoCaseIsRefusedWithTheChoices(String argument) {
    var refused =
        assertThrows(IllegalArgumentException.class, () -> Cases.of(ALL, List.of(argument)));

    assertTrue(refused.getMessage().contains("'" + argument + "'"), refused.getMessage());
    assertTrue(refused.getMessage().contains("19,64,256"), refused.getMessage());
  }
}
