package dev.skyvane.router.provider.http;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.Authentication;
import dev.skyvane.router.provider.web.HeaderMetering;
import dev.skyvane.router.provider.web.SecretHeader;
import dev.skyvane.router.provider.web.WebAddress;
import dev.skyvane.router.provider.web.WebAnswer;
import dev.skyvane.router.provider.web.WebAnswer.Origin;
import dev.skyvane.router.provider.web.WebProtocol;
import io.vertx.core.Vertx;

/** The provider {@code http}; what it sends and understands is in this package's description. */
public final class HttpProtocol implements WebProtocol {

  /** Its name. */
  public static final String NAME = "http";

  private static final String FUNCTION_ERROR = "x-function-error";

  private final Vertx vertx;
  private final Secrets secrets;

  /**
   * Makes the protocol.
   *
   * @param secrets resolves what a deployment's auth refers to
   */
  public HttpProtocol(Vertx vertx, Secrets secrets) {
    this.vertx = vertx;
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Route route(Target target) {
    return new Route(WebAddress.of(target), authentication(target));
  }

  private Authentication authentication(Target target) {
    return SecretHeader.of(
        vertx,
        secrets,
        target,
        "The deployment's auth is not one that HTTP functions know; write"
            + " bearer:env:NAME, basic:env:NAME or header:FIELD:env:NAME, or"
            + " file:NAME in place of env:NAME.");
  }

  @Override
  public CallResult result(WebAnswer answer) {
    String error = answer.header(FUNCTION_ERROR);
    return answer.result(
        error == null ? Origin.UNCLEAR : Origin.FUNCTION,
        HeaderMetering.of(answer.headers()),
        error);
  }
}
