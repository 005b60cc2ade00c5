package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.RetryAfter;
import dev.skyvane.router.provider.net.TransportFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What a failure of the Invoke API means for a call. */
final class LambdaFailure {

  private LambdaFailure() {}

  static CallResult toResult(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      switch (each) {
        case AwsServiceException refused -> {
          return answered(refused);
        }
        case CredentialsUnavailableException missing -> {
          return new Rejected(Rejected.FORBIDDEN, String.valueOf(missing.getMessage()));
        }
        default -> {
          // The SDK wraps what its parts throw; look further in.
        }
      }
    }
    return TransportFailure.toResult(failure);
  }

  /** By the error codes of the Invoke API (Lambda API reference), else by status. */
  private static CallResult answered(AwsServiceException refused) {
    AwsErrorDetails details = refused.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    String words =
        "Lambda answered "
            + refused.statusCode()
            + (code.isEmpty() ? "" : " " + code)
            + (details == null || details.errorMessage() == null
                ? "."
                : ": " + details.errorMessage());
    return switch (code) {
      case "TooManyRequestsException", "ThrottlingException", "Throttling" ->
          new Throttled(words, retryAfter(details));
      case "ResourceNotFoundException" -> new Rejected(Rejected.UNKNOWN_FUNCTION, words);
      case "RequestTooLargeException", "RequestEntityTooLargeException" ->
          new Rejected(Rejected.PAYLOAD_TOO_LARGE, words);
      case "InvalidRequestContentException" ->
          new Rejected(
              Rejected.BAD_REQUEST,
              words
                  + " (Lambda takes JSON; name the payload's content-type if it is anything else)");
      // Lasts only while the function or its instance changes its state.
      case "ResourceConflictException", "SnapStartNotReadyException", "SnapStartTimeoutException" ->
          new Unavailable(words, retryAfter(details));
      default -> byStatus(refused.statusCode(), words, retryAfter(details));
    };
  }

  private static CallResult byStatus(int status, String words, @Nullable Duration retryAfter) {
    return switch (status) {
      case 401, 403 -> new Rejected(Rejected.FORBIDDEN, words);
      case 404 -> new Rejected(Rejected.UNKNOWN_FUNCTION, words);
      case 413 -> new Rejected(Rejected.PAYLOAD_TOO_LARGE, words);
      case 429 -> new Throttled(words, retryAfter);
      default ->
          status >= 400 && status < 500
              ? new Rejected(Rejected.BAD_REQUEST, words)
              : new Unavailable(words, retryAfter);
    };
  }

  private static @Nullable Duration retryAfter(@Nullable AwsErrorDetails details) {
    if (details == null || details.sdkHttpResponse() == null) {
      return null;
    }
    return RetryAfter.parse(
        details.sdkHttpResponse().firstMatchingHeader("Retry-After").orElse(null), Instant.now());
  }
}
