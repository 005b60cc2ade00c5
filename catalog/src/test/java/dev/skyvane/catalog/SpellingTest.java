package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {

  private final Catalog catalog = Catalog.load();

  @ParameterizedTest
  @CsvSource({
    "eu-nort-1, aws:eu-north-1",
    "eu-nroth-1, aws:eu-north-1",
    "aws:eu-north1, aws:eu-north-1",
    "gcp:europe-west99, gcp:europe-west9",
    "EU-WEST-1, aws:eu-west-1",
    "westeuropa, azure:westeurope",
    "West Europe, azure:westeurope",
    "azure:west-europe, azure:westeurope",
    "Europe (Stokholm), aws:eu-north-1",
    "us-east-9, aws:us-east-1"
  })
  void suggestsWhatWasProbablyMeant(String text, String regionId) {
    assertEquals(Optional.of(regionId), catalog.suggest(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "moon", "mars-north-1-a-b-c", "http://127.0.0.1:8080"})
  void suggestsNothingWhereNothingIsNear(String text) {
    assertEquals(Optional.empty(), catalog.suggest(text));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, '', 3",
    "kitten, sitting, 3",
    "ab, ba, 1",
    "ca, abc, 3",
    "west, wset, 1",
    "same, same, 0"
  })
  void distanceCountsEdits(String left, String right, int edits) {
    assertEquals(edits, Spelling.distance(left, right));
    assertEquals(edits, Spelling.distance(right, left));
  }

  @Property
  void distanceIsSymmetricAndBounded(
      @ForAll @AlphaChars @StringLength(max = 20) String left,
      @ForAll @AlphaChars @StringLength(max = 20) String right) {
    int distance = Spelling.distance(left, right);

    assertEquals(distance, Spelling.distance(right, left));
    assertTrue(distance <= Math.max(left.length(), right.length()));
    assertTrue(distance >= Math.abs(left.length() - right.length()));
    assertEquals(left.equals(right), distance == 0);
  }
}
