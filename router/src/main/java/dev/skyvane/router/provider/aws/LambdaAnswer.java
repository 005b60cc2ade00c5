package dev.skyvane.router.provider.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.TimedOut;
import dev.skyvane.provider.Metering;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** What an answer of the Invoke API means for a call. */
final class LambdaAnswer {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String JSON_TYPE = "application/json";
  private static final int MAX_WORDS = 300;

  /** Lambda's own words when it ends a run at the function's time limit. */
  private static final Pattern TIMED_OUT = Pattern.compile("Task timed out after [\\d.]+ seconds");

  private LambdaAnswer() {}

  static CallResult toResult(InvokeResponse answer) {
    Metering metering = LambdaReport.metering(answer.logResult());
    ByteBuffer payload =
        answer.payload() == null ? ByteBuffer.allocate(0) : answer.payload().asByteBuffer();
    if (answer.functionError() != null) {
      return failed(payload, metering, answer.functionError());
    }
    ApiGatewayEvent.Response wrapped = ApiGatewayEvent.unwrap(payload);
    if (wrapped == null) {
      return new Success(payload, JSON_TYPE, metering);
    }
    ByteBuffer body = wrapped.body();
    return wrapped.status() < 400
        ? new Success(body, wrapped.contentType(), metering)
        : new FunctionError(
            body,
            wrapped.contentType(),
            "The function answered with status " + wrapped.status(),
            metering);
  }

  private static CallResult failed(ByteBuffer payload, Metering metering, String kind) {
    var error = ErrorFields.read(payload);
    if ("Function.ResponseSizeTooLarge".equals(error.type())) {
      return new Rejected(
          Rejected.RESULT_TOO_LARGE, "The result is over Lambda's limit of 6 MiB.", metering);
    }
    boolean lambdasOwn = error.type() == null || error.type().equals("Sandbox.Timedout");
    if (lambdasOwn && error.message() != null && TIMED_OUT.matcher(error.message()).find()) {
      return new TimedOut("Lambda ended the run at the function's own time limit.", metering);
    }
    return new FunctionError(payload, JSON_TYPE, error.inWords(kind), metering);
  }

  /** What Lambda and its runtimes tell of an error; other fields are left in the payload. */
  private record ErrorFields(@Nullable String type, @Nullable String message) {

    static ErrorFields read(ByteBuffer payload) {
      byte[] bytes = new byte[payload.remaining()];
      payload.duplicate().get(bytes);
      String type = null;
      String message = null;
      try (JsonParser json = JSON.createParser(bytes)) {
        if (json.nextToken() == JsonToken.START_OBJECT) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_STRING && field.equals("errorType")) {
              type = json.getText();
            } else if (value == JsonToken.VALUE_STRING && field.equals("errorMessage")) {
              message = json.getText();
            } else {
              json.skipChildren();
            }
          }
        }
      } catch (IOException notJson) {
        // What was read so far is all there is to say; the payload goes to the caller as it is.
        return new ErrorFields(type, message);
      }
      return new ErrorFields(type, message);
    }

    String inWords(String kind) {
      if (type == null && message == null) {
        return "The function failed (" + kind + ").";
      }
      String words = (type == null ? "" : type + ": ") + (message == null ? "" : message);
      return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "...";
    }
  }
}
