package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  private static Words words(String... arguments) {
    return Words.of(List.of("file", "regions", "lag-hours"), List.of(arguments));
  }

  @Test
  void textsAreGivenInThreeWays() {
    for (var given :
        List.of(List.of("file=a=b"), List.of("--file=a=b"), List.of("--file", "a=b"))) {
      assertEquals(Optional.of("a=b"), Words.of(List.of("file"), given).text("file"));
    }
    assertEquals(List.of("x", "y"), words("--regions", "x, y").list("regions"));
    assertEquals(List.of(), words().list("regions"));
    assertEquals(3, words("lag-hours=3").whole("lag-hours", 1, 24));
    assertEquals(1, words().whole("lag-hours", 1, 24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fiel=a", "--fsat", "file", "--file", "file="})
  void othersAreRefused(String argument) {
    assertThrows(IllegalArgumentException.class, () -> words(argument));
  }

  @Test
  void refusalsNameTheRule() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> words("fiel=a"))
            .getMessage()
            .contains("file, regions, lag-hours"));
    assertThrows(IllegalArgumentException.class, () -> words("file=a", "--file", "b"));
    for (var wrong : List.of("lag-hours=25", "lag-hours=-1", "lag-hours=one")) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> words(wrong).whole("lag-hours", 1, 24))
              .getMessage()
              .contains("a whole number from 0 to 24"));
    }
  }
}
