package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/**
 * The metadata server that workloads at Google ask for tokens, on the port of the region: what
 * {@code GCE_METADATA_HOST} names. Knows the default service account's identity, token and email.
 * Source: cloud.google.com/compute/docs/metadata/overview.
 */
final class GoogleMetadata {

  private static final String PATH = "/computeMetadata/";
  private static final String ACCOUNT = PATH + "v1/instance/service-accounts/default/";
  private static final String FLAVOR = "Metadata-Flavor";
  private static final String GOOGLE = "Google";

  private final GoogleIdentity identity;

  GoogleMetadata(GoogleIdentity identity) {
    this.identity = identity;
  }

  /** The root is how client libraries find out whether there is a metadata server. */
  static boolean isFor(HttpServerRequest request) {
    var path = request.path();
    return path != null
        && (path.startsWith(PATH) || path.equals("/") && GOOGLE.equals(request.getHeader(FLAVOR)));
  }

  WireProtocol.Answer answer(HttpServerRequest request) {
    if (!GOOGLE.equals(request.getHeader(FLAVOR))) {
      return answer(403, "text/html; charset=UTF-8", "Missing Metadata-Flavor:Google header.");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return answer(405, "text/html; charset=UTF-8", "Metadata is read by GET.");
    }
    var audience = request.getParam("audience");
    return switch (request.path()) {
      case "/" -> answer(200, "application/text", "computeMetadata/\n");
      case ACCOUNT + "identity" ->
          audience == null || audience.isEmpty()
              ? answer(400, "text/html; charset=UTF-8", "non-empty audience parameter required")
              : answer(200, "text/html", identity.token(audience));
      case ACCOUNT + "email" -> answer(200, "application/text", GoogleIdentity.INVOKER);
      case ACCOUNT + "token" -> answer(200, "application/json", accessToken());
      default -> answer(404, "text/html; charset=UTF-8", "The metadata server does not have it.");
    };
  }

  /** An access token is no ID token: whoever sends it to a function is refused. */
  private static String accessToken() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("access_token", "ya29.emulated")
        .put("expires_in", 3_599)
        .put("token_type", "Bearer")
        .toString();
  }

  private static WireProtocol.Answer answer(int status, String type, String body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(FLAVOR, GOOGLE);
    headers.put("Server", "Metadata Server for VM");
    headers.put("Content-Type", type);
    return new WireProtocol.Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
