package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Base64;

/** A PNG or JPEG in, a PNG of a given width out. */
public final class Resize {

  /** Width of the answer where the caller does not ask for one, in pixels. */
  public static final int DEFAULT_WIDTH = 128;

  private static final int MAX_WIDTH = 2_048;
  private static final int MAX_HEIGHT = 4_096;

  private Resize() {}

  /** Runs the function. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var object = input.object("image");
    if (object.isEmpty()) {
      return FunctionOutput.of(thumbnail(input.bytes(), DEFAULT_WIDTH).toPng(), "image/png");
    }
    var width =
        object.get().has("width")
            ? (int) FunctionInput.integer(object.get(), "width", 1, MAX_WIDTH)
            : DEFAULT_WIDTH;
    byte[] image;
    try {
      image = Base64.getDecoder().decode(object.get().path("image").asText());
    } catch (IllegalArgumentException e) {
      throw new FunctionFailedException("BadInput", "The field 'image' is not base64.", e);
    }
    var small = thumbnail(image, width);
    var answer = JsonNodeFactory.instance.objectNode();
    answer.put("image", Base64.getEncoder().encodeToString(small.toPng()));
    answer.put("width", small.width());
    answer.put("height", small.height());
    return FunctionOutput.json(FunctionInput.write(answer));
  }

  /** The image scaled to a width, its height in proportion, rounded half up and at least 1. */
  static Pixels thumbnail(byte[] image, int width) throws FunctionFailedException {
    var source = Pixels.decode(image);
    var exact = (2L * source.height() * width + source.width()) / (2L * source.width());
    if (exact > MAX_HEIGHT) {
      throw new FunctionFailedException(
          "BadInput",
          "The answer would be %d pixels high; at most %d are made.".formatted(exact, MAX_HEIGHT));
    }
    return AreaFilter.scale(source, width, (int) Math.max(1, exact));
  }
}
