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
