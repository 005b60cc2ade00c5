package dev.skyvane.router.provider.web;

import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.net.AddressRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a function is called.
 *
 * @param tls whether the scheme is https
 * @param host host name or address
 * @param port port
 * @param uri path and query
 * @param emulated whether the call goes to the region's endpoint, so that it may be told the
 *     vantage
 */
public record WebAddress(boolean tls, String host, int port, String uri, boolean emulated) {

  /**
   * The address of a deployment.
   *
   * @throws IllegalArgumentException if it can't be called; the message names the deployment's
   *     address, the rule and the way out
   */
  public static WebAddress of(Target target) {
    return of(target, target.address());
  }

  /**
   * The same of an address that stands for the deployment's own.
   *
   * @param written an absolute URL, or a path below the region's endpoint
   * @throws IllegalArgumentException as {@link #of(Target)} does
   */
  public static WebAddress of(Target target, String written) {
    URI address = parse(written, "address");
    URI endpoint = target.endpoint() == null ? null : parse(target.endpoint(), "endpoint");
    if (address.isAbsolute()) {
      return of(address, written, endpoint != null && sameOrigin(address, endpoint));
    }
    if (endpoint == null) {
      throw new IllegalArgumentException(
          "The address '"
              + written
              + "' is not an absolute URL; write it as https://HOST/PATH, or give the region an"
              + " endpoint that a path can be resolved against.");
    }
    if (address.getRawAuthority() != null) {
      throw new IllegalArgumentException(
          "The address '" + written + "' names a host without a scheme; write https://HOST/PATH.");
    }
    return of(endpoint.resolve(absolutePath(written)), written, true);
  }

  /** Scheme, host and port, as browsers write an origin (RFC 6454, 6.2). */
  public String origin() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "https://" : "http://") + name + (port == defaultPort(tls) ? "" : ":" + port);
  }

  /** The path, without the query. */
  public String path() {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private static URI parse(String text, String what) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " '"
              + text
              + "' is not an URL ("
              + e.getReason()
              + "); write https://HOST/PATH.",
          e);
    }
  }

  private static WebAddress of(URI url, String written, boolean emulated) {
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "The address '"
              + written
              + "' has the scheme '"
              + scheme
              + "'; only http and https are called.");
    }
    String host = url.getHost();
    if (host == null) {
      throw new IllegalArgumentException(
          "The address '" + written + "' names no valid host; write https://HOST/PATH.");
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "The address of '"
              + host
              + "' holds a user or a password; take it out and refer to it by auth: basic:env:NAME"
              + " or basic:file:NAME.");
    }
    AddressRules.refusal(host)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(
                  "The address '" + written + "' is refused: " + reason + ".");
            });
    boolean tls = scheme.equals("https");
    int port = url.getPort() >= 0 ? url.getPort() : defaultPort(tls);
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new WebAddress(tls, bare, port, pathAndQuery(url), emulated);
  }

  private static String absolutePath(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static boolean sameOrigin(URI one, URI other) {
    return equalsIgnoringCase(one.getScheme(), other.getScheme())
        && equalsIgnoringCase(one.getHost(), other.getHost())
        && one.getPort() == other.getPort();
  }

  private static boolean equalsIgnoringCase(@Nullable String one, @Nullable String other) {
    return one != null && one.equalsIgnoreCase(other);
  }

  private static int defaultPort(boolean tls) {
    return tls ? 443 : 80;
  }
}
