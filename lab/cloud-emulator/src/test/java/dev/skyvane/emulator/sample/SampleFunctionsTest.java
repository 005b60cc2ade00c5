package dev.skyvane.emulator.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleFunctionsTest {

  @Test
  void aPixelIsTheRoundedAverageOfTheAreaUnderIt() {
    var source = new Pixels(3, 1, rgba(0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255));
    var scaled = AreaFilter.scale(source, 2, 1);
    // Each half covers one whole black pixel and half a white one: 255 / 3.
    assertArrayEquals(rgba(85, 85, 85, 255, 85, 85, 85, 255), scaled.rgba());
  }

  @Test
  void coloursCountByTheirAlpha() {
    var source = new Pixels(2, 1, rgba(200, 10, 0, 255, 0, 0, 250, 0));
    assertArrayEquals(rgba(200, 10, 0, 128), AreaFilter.scale(source, 1, 1).rgba());
  }

  @Test
  void theSameSizeIsTheSameImage() throws Exception {
    var source = new Pixels(2, 2, rgba(1, 2, 3, 255, 4, 5, 6, 200, 7, 8, 9, 1, 250, 251, 252, 255));
    assertTrue(source.samePixels(AreaFilter.scale(source, 2, 2)));
    assertTrue(source.samePixels(Pixels.decode(source.toPng())));
  }

  @Test
  void wordsAreRunsOfLettersMarksAndDigitsInSimpleLowerCase() throws Exception {
    assertEquals(
        "{\"words\":7,\"distinct\":5,\"counts\":{\"1\":1,\"don\":1,\"t\":1,\"äé\":2,\"ο\":2}}",
        text(BagOfWords.run(raw("Äé don't ÄÉ_1 Ο ο"))));
    assertEquals("{\"words\":0,\"distinct\":0,\"counts\":{}}", text(BagOfWords.run(raw(""))));
  }

  @Test
  void aTextThatLooksLikeJsonStaysTextIfTheCallerSaysSo() throws Exception {
    var looksLikeJson = "{\"text\":\"a\"}".getBytes(UTF_8);
    assertEquals(
        "{\"words\":2,\"distinct\":2,\"counts\":{\"a\":1,\"text\":1}}",
        text(BagOfWords.run(new FunctionInput(looksLikeJson, "text/plain"))));
    assertEquals(
        "{\"words\":1,\"distinct\":1,\"counts\":{\"a\":1}}",
        text(BagOfWords.run(new FunctionInput(looksLikeJson, null))));
  }

  @Test
  void oneRoundOfArithmeticByHand() {
    var x = 6_364_136_223_846_793_005L * 3 + 1_442_695_040_888_963_407L;
    assertEquals(x ^ x >>> 29, Alu.mix(1, 1, new long[] {2}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"rounds\":0,\"seed\":1}",
        "{\"rounds\":1}",
        "{\"seed\":1}",
        "{\"rounds\":1.5,\"seed\":1}",
        "{\"rounds\":1,\"seed\":1,\"values\":[\"a\"]}",
        "{\"rounds\":1,\"seed\":99999999999999999999}",
        "{\"rounds\":100000001,\"seed\":1}"
      })
  void arithmeticRefusesWhatIsNoOrder(String input) {
    var failure = assertThrows(FunctionFailedException.class, () -> Alu.run(raw(input)));
    assertEquals("BadInput", failure.type());
  }

  @Test
  void ofEdgesOfOneWeightTheEarlierIsTaken() throws Exception {
    assertEquals(
        "{\"trees\":1,\"weight\":10,\"edges\":[0,1]}",
        text(MinimumSpanningTree.run(raw("{\"vertices\":3,\"edges\":[[0,1,5],[1,2,5],[2,0,5]]}"))));
  }

  @Test
  void basesAreDrawnByTheirTwoSteps() throws Exception {
    assertEquals(
        "{\"bases\":3,\"A\":1,\"C\":0,\"G\":1,\"T\":1,\"N\":0,"
            + "\"lowest\":0,\"highest\":2,\"line\":[0,1,0,1,2,1,0]}",
        text(DnaVisualisation.run(new FunctionInput(">x\nAg\nT".getBytes(UTF_8), "text/plain"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"vertices\":0,\"edges\":[]}",
        "{\"vertices\":2}",
        "{\"vertices\":2,\"edges\":{}}",
        "{\"vertices\":2,\"edges\":[[0,2,1]]}",
        "{\"vertices\":2,\"edges\":[[-1,0,1]]}",
        "{\"vertices\":2,\"edges\":[[0,1]]}",
        "{\"vertices\":2,\"edges\":[[0,1,1.5]]}",
        "{\"vertices\":2,\"edges\":[[0,1,1000000000001]]}"
      })
  void graphsThatAreNoneAreRefused(String input) {
    var failure =
        assertThrows(FunctionFailedException.class, () -> MinimumSpanningTree.run(raw(input)));
    assertEquals("BadInput", failure.type());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[],\"b\":[[1]]}",
        "{\"a\":[[]],\"b\":[[1]]}",
        "{\"a\":[[1,2],[3]],\"b\":[[1],[2]]}",
        "{\"a\":[[1,2]],\"b\":[[1,2]]}",
        "{\"a\":[[10000001]],\"b\":[[1]]}",
        "{\"a\":[[0.5]],\"b\":[[1]]}",
        "{\"a\":1,\"b\":1}"
      })
  void matricesThatDoNotFitAreRefused(String input) {
    assertThrows(FunctionFailedException.class, () -> MatrixProduct.run(raw(input)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b\n1\n", "a,b\n1,2,3\n", "a\n\"open"})
  void tablesThatAreNoneAreRefused(String input) {
    assertThrows(
        FunctionFailedException.class,
        () -> CsvSummary.run(new FunctionInput(input.getBytes(UTF_8), "text/csv")));
  }

  @Test
  void otherBadInputsAreRefusedToo() {
    assertThrows(
        FunctionFailedException.class,
        () -> DnaVisualisation.run(new FunctionInput("ACGU".getBytes(UTF_8), "text/plain")));
    assertThrows(FunctionFailedException.class, () -> Compress.run(raw("{\"data\":\"%%\"}")));
    assertThrows(
        FunctionFailedException.class,
        () -> BreadthFirstSearch.run(raw("{\"vertices\":2,\"edges\":[],\"start\":2}")));
    assertThrows(FunctionFailedException.class, () -> Stress.run(raw("{\"rounds\":0}")));
    assertThrows(
        FunctionFailedException.class, () -> Writer.run(raw("{\"lines\":200001,\"seed\":1}")));
    assertThrows(
        FunctionFailedException.class, () -> Calcs.run(raw("{\"loops\":1,\"seed\":\"x\"}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "no image", "GIF89a", "\u0089PNG", "{\"image\":\"%%\"}", "{\"image\":\"\"}"})
  void resizeRefusesWhatIsNoImage(String input) {
    assertThrows(FunctionFailedException.class, () -> Resize.run(raw(input)));
  }

  @Test
  void aTruncatedImageIsAFunctionErrorAndNoCrash() {
    var png = new Pixels(64, 64, new byte[4 * 64 * 64]).toPng();
    for (var length = 0; length < png.length; length += 7) {
      var cut = java.util.Arrays.copyOf(png, length);
      try {
        Resize.run(new FunctionInput(cut, null));
      } catch (FunctionFailedException e) {
        assertEquals("BadImage", e.type());
      }
    }
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    var bytes = new byte[] {'a', (byte) 0xff};
    assertThrows(
        FunctionFailedException.class, () -> BagOfWords.run(new FunctionInput(bytes, null)));
  }

  private static FunctionInput raw(String text) {
    return new FunctionInput(text.getBytes(UTF_8), null);
  }

  private static String text(FunctionOutput output) {
    return new String(output.bytes(), UTF_8);
  }

  private static byte[] rgba(int... samples) {
    var bytes = new byte[samples.length];
    for (var i = 0; i < samples.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return bytes;
  }
}
