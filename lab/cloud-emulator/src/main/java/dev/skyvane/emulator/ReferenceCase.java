package dev.skyvane.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.Pixels;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * One input of a sample function with its known answer, which was made with other tools. Immutable;
 * the arrays are shared and must not be changed.
 *
 * @param function the function
 * @param name name of the case, unique within the function
 * @param json the input in JSON form, which every provider takes
 * @param raw the input in raw form, or the JSON form again where there is none
 * @param rawContentType media type of {@code raw}
 * @param expected the known answer: a PNG for RESIZE, a gzip for COMPRESS, else bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by matches
public record ReferenceCase(
    SampleFunction function,
    String name,
    byte[] json,
    byte[] raw,
    String rawContentType,
    byte[] expected) {

  /** The media type of the JSON form. */
  public static final String JSON_TYPE = "application/json";

  /** The input for a provider: JSON for {@code aws}, the raw form for all others. */
  public byte[] input(String provider) {
    return provider.equals("aws") ? json : raw;
  }

  /** The media type of {@link #input(String)}. */
  public String contentType(String provider) {
    return provider.equals("aws") ? JSON_TYPE : rawContentType;
  }

  /**
   * Whether an answer, in either form, is the known one: pixel by pixel for images, whose PNG bytes
   * may differ; by what is packed for COMPRESS; byte by byte otherwise. ECHO must answer one of the
   * inputs.
   */
  public boolean matches(byte[] answer) {
    return switch (function) {
      case RESIZE -> samePixels(answer);
      case COMPRESS -> PackedAnswer.same(answer, expected);
      case ECHO -> Arrays.equals(answer, json) || Arrays.equals(answer, raw);
      default -> Arrays.equals(answer, expected);
    };
  }

  private boolean samePixels(byte[] answer) {
    try {
      var image = answer;
      if (answer.length > 0 && answer[0] == '{') {
        var tree = FunctionInput.mapper().readTree(answer);
        image = Base64.getDecoder().decode(tree.path("image").asText());
        var pixels = Pixels.decode(image);
        return tree.path("width").asInt() == pixels.width()
            && tree.path("height").asInt() == pixels.height()
            && pixels.samePixels(Pixels.decode(expected));
      }
      return Pixels.decode(image).samePixels(Pixels.decode(expected));
    } catch (FunctionFailedException | JsonProcessingException | IllegalArgumentException e) {
      // Not an image at all, so surely not the known one.
      return false;
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory can't fail", e);
    }
  }

  @Override
  public String toString() {
    return function + "/" + name;
  }
}
