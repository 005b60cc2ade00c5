package dev.skyvane.router.provider.gcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdTokenProvider;
import com.google.auth.oauth2.ImpersonatedCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys in JSON as Google hands them out: of a service account, or a workload identity. */
final class Keys {

  private static final String IMPERSONATION = "service_account_impersonation_url";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final int LIFETIME_SECONDS = 3_600;

  /** The last part of the URL that impersonates: IAM Service Account Credentials API. */
  private static final Pattern ACCOUNT =
      Pattern.compile("/serviceAccounts/([^/:]+):generateAccessToken$");

  private static final JsonFactory JSON = new JsonFactory();

  private Keys() {}

  /**
   * Reads a key.
   *
   * @param reference what led to it, for messages
   * @throws IllegalArgumentException if it is none that gives ID tokens; the message repeats
   *     nothing of it
   */
  static IdTokenProvider read(String reference, String key) {
    try {
      GoogleCredentials read = GoogleCredentials.fromStream(stream(key));
      if (read instanceof IdTokenProvider provider) {
        return provider;
      }
      if (read instanceof ExternalAccountCredentials) {
        return federated(reference, key);
      }
    } catch (IOException | RuntimeException e) {
      throw unusable(reference);
    }
    throw unusable(reference);
  }

  /** A federated identity has no ID tokens of its own; the account that it stands for has. */
  private static IdTokenProvider federated(String reference, String key) throws IOException {
    var without = new StringWriter();
    String account = null;
    try (var parser = JSON.createParser(key);
        var out = JSON.createGenerator(without)) {
      parser.nextToken();
      out.writeStartObject();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals(IMPERSONATION)) {
          Matcher url = ACCOUNT.matcher(parser.getText());
          account = url.find() ? url.group(1) : null;
        } else {
          out.writeFieldName(field);
          out.copyCurrentStructure(parser);
        }
      }
      out.writeEndObject();
    }
    if (account == null) {
      throw unusable(reference);
    }
    GoogleCredentials source =
        GoogleCredentials.fromStream(stream(without.toString())).createScoped(SCOPE);
    return ImpersonatedCredentials.create(
        source, account, List.of(), List.of(SCOPE), LIFETIME_SECONDS);
  }

  private static ByteArrayInputStream stream(String json) {
    return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
  }

  private static IllegalArgumentException unusable(String reference) {
    return new IllegalArgumentException(
        "The credentials '%s' lead to no key that gives ID tokens; they must be the JSON of a service account, or of a workload identity with %s."
            .formatted(reference, IMPERSONATION));
  }
}
