package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.CallFormat;
import dev.skyvane.schemas.record.HttpCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of how a deployment is called over HTTP. */
final class HttpCallKeys {

  private HttpCallKeys() {}

  static MapKind<HttpCall> describe() {
    return new MapKind<>(
        "how a function is called over HTTP",
        () -> HttpCall.newBuilder().build(),
        List.of(
            Key.optional(
                "method",
                "HTTP method; default POST.",
                ScalarKind.words("POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS"),
                HttpCall::getMethod,
                HttpCall::setMethod),
            Key.optional(
                "headers",
                "Further header fields. In a value {invocation-id}, {attempt-id}, {attempt},"
                    + " {function}, {deployment} and {region} stand for those of the call.",
                headers(),
                HttpCall::getHeaders,
                HttpCall::setHeaders),
            Key.optional(
                "format",
                "How the payload travels: as the body, or as a CloudEvent; default plain.",
                ScalarKind.choice(formats()),
                HttpCall::getFormat,
                HttpCall::setFormat),
            Key.optional(
                "saaf",
                "Whether the answer is JSON whose SAAF fields (runtime, newcontainer) meter the run"
                    + " where nobody else does; default false.",
                ScalarKind.truth(),
                HttpCall::getSaaf,
                HttpCall::setSaaf),
            Key.optional(
                "http2",
                "Whether it is called by HTTP/2: by ALPN over TLS, with prior knowledge without;"
                    + " default false.",
                ScalarKind.truth(),
                HttpCall::getHttp2,
                HttpCall::setHttp2)));
  }

  private static TableKind<String> headers() {
    var value = ScalarKind.text("a text of printable ASCII", "[ -~]{0,1024}");
    return new TableKind<>("a map of header fields", List.of(), _ -> value);
  }

  private static Map<String, CallFormat> formats() {
    var words = new LinkedHashMap<String, CallFormat>();
    words.put("plain", CallFormat.PLAIN);
    words.put("cloudevent-binary", CallFormat.CLOUDEVENT_BINARY);
    words.put("cloudevent-structured", CallFormat.CLOUDEVENT_STRUCTURED);
    return words;
  }
}
