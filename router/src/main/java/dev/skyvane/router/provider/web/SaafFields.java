package dev.skyvane.router.provider.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.skyvane.provider.Metering;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a function says of its run in its own answer, in the fields of the Serverless Application
 * Analytics Framework (Cordingly et al., WoSC 2020; the attributes of its Inspector): {@code
 * runtime}, ms from the start of the function to its end, and {@code newcontainer}, 1 where the run
 * began an instance. Without {@code runtime} there is {@code userRuntime}, ms of the function's own
 * code.
 */
final class SaafFields {

  private static final JsonFactory JSON = new JsonFactory();

  private SaafFields() {}

  /** The metering; {@link Metering#NONE} where the body is no JSON object with such fields. */
  static Metering of(ByteBuffer body) {
    Double runtime = null;
    Double userRuntime = null;
    Boolean cold = null;
    try (JsonParser parser = parser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Metering.NONE;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "runtime" -> runtime = number(parser);
          case "userRuntime" -> userRuntime = number(parser);
          case "newcontainer" -> cold = truth(parser);
          default -> parser.skipChildren();
        }
      }
    } catch (IOException e) {
      // The answer is the caller's business; that it is no JSON only means that nothing is metered.
      return Metering.NONE;
    }
    Double ran = runtime != null ? runtime : userRuntime;
    return ran == null && cold == null
        ? Metering.NONE
        : new Metering(Metering.Source.PAYLOAD, ran, null, null, cold, null);
  }

  private static JsonParser parser(ByteBuffer body) throws IOException {
    if (body.hasArray()) {
      return JSON.createParser(
          body.array(), body.arrayOffset() + body.position(), body.remaining());
    }
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return JSON.createParser(bytes);
  }

  private static @Nullable Double number(JsonParser parser) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      parser.skipChildren();
      return null;
    }
    double value = parser.getDoubleValue();
    return Double.isFinite(value) && value >= 0 ? value : null;
  }

  private static @Nullable Boolean truth(JsonParser parser) throws IOException {
    Double value = number(parser);
    return value == null ? null : (Boolean) (value != 0);
  }
}
