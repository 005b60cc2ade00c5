package dev.skyvane.emulator.sample;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts as functions are given them: raw, or as a field of a JSON object. */
final class Text {

  private Text() {}

  /** The text of the field, or the whole input if it is raw. */
  static String of(FunctionInput input, String field) throws FunctionFailedException {
    var object = input.object(field);
    if (object.isPresent()) {
      var node = object.get().path(field);
      if (!node.isTextual()) {
        throw new FunctionFailedException(
            "BadInput", "The field '" + field + "' must be a string.");
      }
      return node.asText();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new FunctionFailedException("BadInput", "The text is not UTF-8.", e);
    }
  }
}
