package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Lambda's service errors: status, {@code x-amzn-ErrorType} and body as its API documents them. */
final class LambdaErrors {

  private LambdaErrors() {}

  static Ending.Refused badName(String text) {
    return new Ending.Refused(
        Ending.Reason.BAD_PARAMETER,
        "1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must satisfy a function name, partial ARN or ARN"
            .formatted(text));
  }

  static WireProtocol.Answer answer(Ending.Refused refused, Map<String, String> headers) {
    var body = JsonNodeFactory.instance.objectNode();
    var type =
        switch (refused.reason()) {
          case UNKNOWN_FUNCTION -> "ResourceNotFoundException";
          case UNKNOWN_OPERATION -> "UnknownOperationException";
          case UNAUTHENTICATED -> "UnrecognizedClientException";
          case FORBIDDEN -> "AccessDeniedException";
          case BAD_PARAMETER -> "ValidationException";
          case BAD_CONTENT -> "InvalidRequestContentException";
          case TOO_LARGE -> "RequestTooLargeException";
          case REGION_LIMIT, FUNCTION_LIMIT -> "TooManyRequestsException";
          case PROVIDER_ERROR -> "ServiceException";
          case DOWN -> "ServiceUnavailableException";
        };
    var status =
        switch (refused.reason()) {
          case UNKNOWN_FUNCTION, UNKNOWN_OPERATION -> 404;
          case UNAUTHENTICATED, FORBIDDEN -> 403;
          case BAD_PARAMETER, BAD_CONTENT -> 400;
          case TOO_LARGE -> 413;
          case REGION_LIMIT, FUNCTION_LIMIT -> 429;
          case PROVIDER_ERROR -> 500;
          case DOWN -> 503;
        };
    switch (refused.reason()) {
      case REGION_LIMIT -> body.put("Reason", "ConcurrentInvocationLimitExceeded");
      case FUNCTION_LIMIT ->
          body.put("Reason", "ReservedFunctionConcurrentInvocationLimitExceeded");
      default -> {}
    }
    body.put("Type", status >= 500 ? "Service" : "User");
    // The API's model spells the member with a capital in these two and small in the others.
    var capital = type.equals("ResourceNotFoundException") || type.equals("ServiceException");
    body.put(capital ? "Message" : "message", refused.message());
    if (status == 429) {
      headers.put("Retry-After", "1");
    }
    headers.put("Content-Type", "application/json");
    headers.put("x-amzn-ErrorType", type);
    return new WireProtocol.Answer(
        status, headers, body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
