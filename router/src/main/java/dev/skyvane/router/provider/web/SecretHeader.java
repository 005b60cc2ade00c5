package dev.skyvane.router.provider.web;

import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A secret in a header field, read anew for each call and away from the event loops, so that a
 * rotated one is seen.
 */
public final class SecretHeader implements Authentication {

  private static final Pattern REFERENCE = Pattern.compile("(env|file):\\S+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

  /** Fields that HTTP itself uses. */
  private static final Set<String> RESERVED =
      Set.of("host", "content-length", "content-type", "transfer-encoding", "connection", "te");

  private final Vertx vertx;
  private final Secrets secrets;
  private final String header;
  private final String reference;
  private final UnaryOperator<String> value;

  private SecretHeader(
      Vertx vertx, Secrets secrets, String header, String reference, UnaryOperator<String> value) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.header = header;
    this.reference = reference;
    this.value = value;
  }

  /**
   * {@code bearer} or {@code basic} (the secret is {@code user:password}) in {@code Authorization},
   * or {@code header:NAME}; each alone or followed by a reference, as in {@code bearer:env:TOKEN}.
   * Alone it takes the credentials of the caller's tenant or of the region. A target without auth
   * has {@link Authentication#NONE}.
   *
   * @param known what is said of another scheme: which ones there are
   * @throws IllegalArgumentException if it is another scheme, or if there is nothing to refer to;
   *     the message says the way out and repeats nothing of what was written, which may be a secret
   */
  public static Authentication of(Vertx vertx, Secrets secrets, Target target, String known) {
    String auth = target.auth();
    if (auth == null) {
      return Authentication.NONE;
    }
    String scheme = auth.contains(":") ? auth.substring(0, auth.indexOf(':')) : auth;
    return switch (scheme) {
      case "bearer" ->
          of(vertx, secrets, target, scheme, "authorization", text -> "Bearer " + text);
      case "basic" ->
          of(vertx, secrets, target, scheme, "authorization", text -> "Basic " + base64(text));
      case "header" -> {
        String[] parts = auth.split(":", 3);
        String name = parts.length < 2 ? "" : parts[1];
        if (!NAME.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
          throw new IllegalArgumentException(
              "The deployment's auth 'header' needs the name of a header field that HTTP does not"
                  + " use itself; write header:NAME:env:VARIABLE or header:NAME:file:FILE.");
        }
        yield of(vertx, secrets, target, "header:" + name, name, UnaryOperator.identity());
      }
      default -> throw new IllegalArgumentException(known);
    };
  }

  /**
   * One scheme.
   *
   * @param scheme what the target's auth begins with
   * @param header field that carries the secret
   * @param value makes the field's value of the secret
   * @throws IllegalArgumentException as above
   */
  public static Authentication of(
      Vertx vertx,
      Secrets secrets,
      Target target,
      String scheme,
      String header,
      UnaryOperator<String> value) {
    return new SecretHeader(vertx, secrets, header, reference(target, scheme), value);
  }

  private static String reference(Target target, String scheme) {
    String auth = String.valueOf(target.auth());
    String reference =
        auth.equals(scheme) ? target.credentials() : auth.substring(scheme.length() + 1);
    if (reference == null) {
      throw new IllegalArgumentException(
          "The deployment's auth '%1$s' refers to nothing: write %1$s:env:NAME or %1$s:file:NAME, or give the region credentials."
              .formatted(scheme));
    }
    if (!REFERENCE.matcher(reference).matches()) {
      throw new IllegalArgumentException(
          "What '%1$s' in the deployment's auth leads to, there or as the region's credentials, is no reference to a secret; write env:NAME or file:NAME, as in %1$s:env:NAME."
              .formatted(scheme));
    }
    return reference;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Future<Map<String, String>> headers() {
    return vertx.executeBlocking(() -> Map.of(header, line(secrets.resolve(reference))), false);
  }

  /** A secret of several lines would end the field, and Vert.x would say so with its value. */
  private String line(String secret) {
    String text = value.apply(secret);
    if (text.chars().anyMatch(c -> c < ' ' || c > 0x7e)) {
      throw new IllegalArgumentException(
          "The secret '%s' has characters that no header field can carry; it must be one line of ASCII."
              .formatted(reference));
    }
    return text;
  }
}
