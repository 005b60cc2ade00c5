package dev.skyvane.emulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The pages of Google's front end: answers that no function gave. Statuses by
 * cloud.google.com/run/docs/troubleshooting and cloud.google.com/functions/docs/troubleshooting.
 */
final class GooglePages {

  private static final String TEXT = "text/plain; charset=utf-8";

  private GooglePages() {}

  static WireProtocol.Answer answer(
      Ending.Refused refused, String path, Map<String, String> headers) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> {
        headers.put(
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\" error_description=\"The access token could not be verified\"");
        yield page(
            401,
            "Unauthorized",
            "Your client does not have permission to the requested URL <code>%s</code>."
                .formatted(escaped(path)),
            headers);
      }
      case FORBIDDEN ->
          page(
              403,
              "Forbidden",
              "Your client does not have permission to get URL <code>%s</code> from this server."
                  .formatted(escaped(path)),
              headers);
      case UNKNOWN_FUNCTION, UNKNOWN_OPERATION ->
          page(
              404,
              "Page not found",
              "The requested URL <code>%s</code> was not found on this server."
                  .formatted(escaped(path)),
              headers);
      case TOO_LARGE ->
          page(
              413,
              "Request Entity Too Large",
              "Your client issued a request that was too large.",
              headers);
      case REGION_LIMIT, FUNCTION_LIMIT -> text(429, "Rate exceeded.", headers);
      case PROVIDER_ERROR ->
          page(
              500,
              "Server Error",
              "The server encountered an error and could not complete your request.<p>Please try again in 30 seconds.",
              headers);
      case DOWN -> text(503, "Service Unavailable", headers);
      case BAD_PARAMETER, BAD_CONTENT -> text(400, refused.message(), headers);
    };
  }

  static WireProtocol.Answer text(int status, String body, Map<String, String> headers) {
    headers.put("Content-Type", TEXT);
    return new WireProtocol.Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static WireProtocol.Answer page(
      int status, String title, String text, Map<String, String> headers) {
    headers.put("Content-Type", "text/html; charset=UTF-8");
    var page =
        """

        <html><head>
        <meta http-equiv="content-type" content="text/html;charset=utf-8">
        <title>%d %s</title>
        </head>
        <body text=#000000 bgcolor=#ffffff>
        <h1>Error: %s</h1>
        <h2>%s</h2>
        <h2></h2>
        </body></html>
        """
            .formatted(status, title, title, text);
    return new WireProtocol.Answer(status, headers, page.getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String path) {
    return path.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
