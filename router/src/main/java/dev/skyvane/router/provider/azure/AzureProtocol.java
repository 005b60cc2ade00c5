package dev.skyvane.router.provider.azure;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.azure.EntraTokens.Wanted;
import dev.skyvane.router.provider.web.Authentication;
import dev.skyvane.router.provider.web.HeaderMetering;
import dev.skyvane.router.provider.web.SecretHeader;
import dev.skyvane.router.provider.web.TokenAuthentication;
import dev.skyvane.router.provider.web.TokenCache;
import dev.skyvane.router.provider.web.WebAddress;
import dev.skyvane.router.provider.web.WebAnswer;
import dev.skyvane.router.provider.web.WebAnswer.Origin;
import dev.skyvane.router.provider.web.WebProtocol;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The provider {@code azure}; what it sends and understands is in this package's description. */
public final class AzureProtocol implements WebProtocol {

  /** Its name. */
  public static final String NAME = "azure";

  private static final String KEY = "function-key";
  private static final String KEY_HEADER = "x-functions-key";
  private static final String ENTRA = "entra:";
  private static final int NOT_FOUND = 404;

  private static final Pattern KEY_IN_QUERY = Pattern.compile("[?&]code=");

  /** A scope of the client credentials flow: {@code api://APP/.default} as a rule. */
  private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9:/._~-]{1,512}");

  private final Vertx vertx;
  private final Secrets secrets;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final TokenCache<Wanted> tokens;

  /**
   * Makes the protocol.
   *
   * @param secrets resolves what keys and credentials refer to
   */
  public AzureProtocol(Vertx vertx, Secrets secrets) {
    this(vertx, secrets, new EntraTokens(secrets));
  }

  AzureProtocol(Vertx vertx, Secrets secrets, TokenCache.Issuer<Wanted> issuer) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.tokens = new TokenCache<>(issuer, executor, Clock.systemUTC());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Route route(Target target) {
    if (KEY_IN_QUERY.matcher(target.address()).find()) {
      // The address goes to topics and logs, and what stands there now is a secret.
      throw new IllegalArgumentException(
          "The deployment's address holds a key (code=...); take it out and refer to it by auth:"
              + " function-key:env:NAME or function-key:file:NAME. Renew the key: it was written"
              + " where secrets may not be.");
    }
    WebAddress address = WebAddress.of(target);
    return new Route(address, authentication(target, address));
  }

  private Authentication authentication(Target target, WebAddress address) {
    String auth = target.auth();
    if (auth == null) {
      return Authentication.NONE;
    }
    if (auth.equals(KEY) || auth.startsWith(KEY + ":")) {
      return SecretHeader.of(vertx, secrets, target, KEY, KEY_HEADER, UnaryOperator.identity());
    }
    if (auth.startsWith(ENTRA) && SCOPE.matcher(auth.substring(ENTRA.length())).matches()) {
      return entra(target, address, auth.substring(ENTRA.length()));
    }
    // What was written may be a secret itself: it is not repeated.
    throw new IllegalArgumentException(
        "The deployment's auth is not one that Azure's functions know; write function-key:env:NAME,"
            + " function-key:file:NAME or entra:SCOPE, as in entra:api://APP/.default; leave it out"
            + " for an anonymous function.");
  }

  private Authentication entra(Target target, WebAddress address, String scope) {
    String credentials =
        TokenAuthentication.credentials(
            target,
            "JSON with clientId, tenantId and clientSecret, or leave them out for the managed"
                + " identity.");
    if (credentials == null && address.emulated()) {
      throw new IllegalArgumentException(
          "The region has an endpoint and no credentials, and the default chain's tokens go to"
              + " Azure alone; give the region credentials.");
    }
    return new TokenAuthentication<>(tokens, new Wanted(credentials, scope));
  }

  @Override
  public CallResult result(WebAnswer answer) {
    return answer.result(origin(answer), HeaderMetering.of(answer.headers()));
  }

  /** The host answers an unknown function without a body. */
  private static Origin origin(WebAnswer answer) {
    return answer.status() == NOT_FOUND && answer.body().hasRemaining()
        ? Origin.FUNCTION
        : Origin.UNCLEAR;
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
