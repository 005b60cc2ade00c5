package dev.skyvane.router.provider.web;

import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.provider.net.HeaderText;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Header fields that a spec asks for, with the facts of a call in their values. */
final class HeaderTemplates {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern PLACE = Pattern.compile("\\{([a-z-]+)}");

  private static final Set<String> PLACES =
      Set.of("invocation-id", "attempt-id", "attempt", "function", "deployment", "region");

  /** Fields that are HTTP's, that carry secrets, or by which a proxy would be led astray. */
  private static final Set<String> RESERVED =
      Set.of(
          "authorization",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "forwarded",
          "host",
          "keep-alive",
          "metadata",
          "metadata-flavor",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "traceparent",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "x-aws-ec2-metadata-token",
          "x-functions-key");

  private HeaderTemplates() {}

  /**
   * Judges templates.
   *
   * @throws IllegalArgumentException if one can't be used; the message names it, the rule and the
   *     way out
   */
  static void check(Map<String, String> templates) {
    templates.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!NAME.matcher(name).matches()
              || RESERVED.contains(lower)
              || lower.startsWith("skyvane-")
              || lower.startsWith("ce-")) {
            throw new IllegalArgumentException(
                "The header '%s' can't be set by a spec: it is no header field, one that HTTP or Skyvane sets, or one for secrets (see auth); choose another name."
                    .formatted(name));
          }
          PLACE
              .matcher(value)
              .results()
              .map(place -> place.group(1))
              .filter(place -> !PLACES.contains(place))
              .findFirst()
              .ifPresent(
                  place -> {
                    throw new IllegalArgumentException(
                        "The header '%s' names '{%s}'; there are %s."
                            .formatted(name, place, new java.util.TreeSet<>(PLACES)));
                  });
        });
  }

  /** The fields of a call. */
  static Map<String, String> fill(Map<String, String> templates, FunctionCall call) {
    if (templates.isEmpty()) {
      return Map.of();
    }
    var facts =
        Map.of(
            "invocation-id", call.invocationId(),
            "attempt-id", call.attemptId(),
            "attempt", Integer.toString(call.attempt()),
            "function", call.function(),
            "deployment", call.target().deployment(),
            "region", call.target().region());
    var filled = new HashMap<String, String>();
    templates.forEach(
        (name, value) ->
            filled.put(
                name,
                PLACE
                    .matcher(HeaderText.of(value))
                    .replaceAll(
                        place ->
                            java.util.regex.Matcher.quoteReplacement(
                                HeaderText.of(facts.getOrDefault(place.group(1), ""))))));
    return filled;
  }
}
