package dev.skyvane.router.provider.http;

import dev.skyvane.provider.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How a call says who is calling: a scheme and a reference.
 *
 * @param scheme how the secret is used
 * @param reference what leads to it
 */
record HttpAuthentication(Scheme scheme, String reference) {

  enum Scheme {
    BEARER,
    BASIC
  }

  /**
   * Reads {@code bearer:REFERENCE} or {@code basic:REFERENCE}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static HttpAuthentication parse(String auth) {
    int colon = auth.indexOf(':');
    String scheme = colon < 0 ? "" : auth.substring(0, colon);
    String reference = auth.substring(colon + 1);
    if (!reference.startsWith("env:") && !reference.startsWith("file:")) {
      // What was written may be a secret itself: it is not repeated.
      throw malformed();
    }
    return switch (scheme) {
      case "bearer" -> new HttpAuthentication(Scheme.BEARER, reference);
      case "basic" -> new HttpAuthentication(Scheme.BASIC, reference);
      default -> throw malformed();
    };
  }

  /** The value of the header {@code Authorization}; may block on the disk. */
  String header(Secrets secrets) {
    String secret = secrets.resolve(reference);
    return switch (scheme) {
      case BEARER -> "Bearer " + secret;
      case BASIC ->
          "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    };
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "The deployment's auth is not one that HTTP functions know; write bearer:env:NAME,"
            + " bearer:file:NAME, basic:env:NAME or basic:file:NAME.");
  }
}
