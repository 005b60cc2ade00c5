package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skyvane.emulator.sample.FunctionFailedException;
import java.nio.charset.StandardCharsets;

/** Function errors as Lambda's runtimes report them. */
final class FunctionErrors {

  private static final int FRAMES = 8;

  private FunctionErrors() {}

  static byte[] of(Throwable failure) {
    var type =
        failure instanceof FunctionFailedException failed
            ? failed.type()
            : failure.getClass().getName();
    var message = failure.getMessage();
    var body = document(type, message == null ? type : message);
    var frames = body.putArray("stackTrace");
    for (var frame : failure.getStackTrace()) {
      if (frames.size() == FRAMES) {
        break;
      }
      frames.add(frame.toString());
    }
    return bytes(body);
  }

  static byte[] of(String type, String message) {
    return bytes(document(type, message));
  }

  private static ObjectNode document(String type, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("errorMessage", message)
        .put("errorType", type);
  }

  private static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
