package dev.skyvane.router.provider.gcp;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.gcp.IdTokens.Wanted;
import dev.skyvane.router.provider.web.Authentication;
import dev.skyvane.router.provider.web.HeaderMetering;
import dev.skyvane.router.provider.web.TokenAuthentication;
import dev.skyvane.router.provider.web.TokenCache;
import dev.skyvane.router.provider.web.WebAddress;
import dev.skyvane.router.provider.web.WebAnswer;
import dev.skyvane.router.provider.web.WebAnswer.Origin;
import dev.skyvane.router.provider.web.WebProtocol;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The provider {@code gcp}; what it sends and understands is in this package's description. */
public final class GoogleProtocol implements WebProtocol {

  /** Its name. */
  public static final String NAME = "gcp";

  private static final String SCHEME = "google-id-token";
  private static final int NOT_FOUND = 404;

  /** Enough of a page to tell whose it is, in bytes. */
  private static final int PAGE_BYTES = 512;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final TokenCache<Wanted> tokens;

  /**
   * Makes the protocol.
   *
   * @param secrets resolves what a region's credentials refer to
   */
  public GoogleProtocol(Secrets secrets) {
    this.tokens = new TokenCache<>(new IdTokens(secrets), executor, Clock.systemUTC());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Route route(Target target) {
    WebAddress address = WebAddress.of(target);
    return new Route(address, authentication(target, address));
  }

  private Authentication authentication(Target target, WebAddress address) {
    String auth = target.auth();
    if (auth == null) {
      return Authentication.NONE;
    }
    if (!auth.equals(SCHEME) && !auth.startsWith(SCHEME + ":")) {
      // What was written may be a secret itself: it is not repeated.
      throw new IllegalArgumentException(
          "The deployment's auth is not one that Google's functions know; write google-id-token, or"
              + " google-id-token:AUDIENCE where the audience is not the function's own URL; leave"
              + " it out for a public function.");
    }
    String credentials =
        TokenAuthentication.credentials(
            target, "a key in JSON, or leave them out for Google's default chain.");
    String audience =
        auth.equals(SCHEME) ? Audience.of(address) : auth.substring(SCHEME.length() + 1);
    return new TokenAuthentication<>(
        tokens, new Wanted(credentials, emulator(target, address), audience));
  }

  /** The endpoint whose own metadata server knows who calls, or null at the real cloud. */
  private static @Nullable String emulator(Target target, WebAddress address) {
    return target.credentials() == null && address.emulated() ? address.origin() : null;
  }

  @Override
  public CallResult result(WebAnswer answer) {
    return answer.result(origin(answer), HeaderMetering.of(answer.headers()));
  }

  private static Origin origin(WebAnswer answer) {
    if (isPage(answer)) {
      return Origin.PROVIDER;
    }
    return answer.status() == NOT_FOUND ? Origin.FUNCTION : Origin.UNCLEAR;
  }

  /** Whether it is one of the pages that Google's front end answers in a function's place. */
  private static boolean isPage(WebAnswer answer) {
    String type = answer.header("content-type");
    if (type == null || !type.startsWith("text/html")) {
      return false;
    }
    String start = answer.start(PAGE_BYTES);
    return start.contains("<title>" + answer.status() + " ")
        || start.contains("<title>Error " + answer.status() + " ");
  }

  @Override
  public void warmUp(Route route, Duration atMost) {
    TokenAuthentication.warmUp(route.authentication(), atMost);
  }

  @Override
  public void close() {
    tokens.close();
    executor.shutdownNow();
  }
}
