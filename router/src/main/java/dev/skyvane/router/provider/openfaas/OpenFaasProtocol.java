package dev.skyvane.router.provider.openfaas;

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
import java.util.Set;
import java.util.regex.Pattern;

/** The provider {@code openfaas}; what it understands is in this package's description. */
public final class OpenFaasProtocol implements WebProtocol {

  /** Its name. */
  public static final String NAME = "openfaas";

  private static final String PATH = "/function/";

  /** A function's name, with its namespace or without, as the gateway's routes take it. */
  private static final Pattern FUNCTION = Pattern.compile("[-a-zA-Z_0-9.]+");

  /** Said by the gateway or the watchdog, also where the function could be meant. */
  private static final Set<Integer> NEVER_OWN = Set.of(429, 502, 503);

  private final Vertx vertx;
  private final Secrets secrets;

  /**
   * Makes the protocol.
   *
   * @param secrets resolves what a deployment's auth refers to
   */
  public OpenFaasProtocol(Vertx vertx, Secrets secrets) {
    this.vertx = vertx;
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Route route(Target target) {
    return new Route(address(target), authentication(target));
  }

  private static WebAddress address(Target target) {
    String written = target.address();
    if (FUNCTION.matcher(written).matches() && target.endpoint() == null) {
      throw new IllegalArgumentException(
          "The address '%s' is a function's name, and its region has no endpoint; give the region its gateway as endpoint, or write https://GATEWAY/function/%s."
              .formatted(written, written));
    }
    var address =
        WebAddress.of(target, FUNCTION.matcher(written).matches() ? PATH + written : written);
    if (!address.path().contains(PATH)) {
      throw new IllegalArgumentException(
          "The address '%s' leads to no function of an OpenFaaS gateway; write NAME, /function/NAME or https://GATEWAY/function/NAME."
              .formatted(written));
    }
    return address;
  }

  private Authentication authentication(Target target) {
    return SecretHeader.of(
        vertx,
        secrets,
        target,
        "The deployment's auth is not one that OpenFaaS gateways know; write"
            + " basic:env:NAME or bearer:env:NAME, or file:NAME in place of"
            + " env:NAME.");
  }

  @Override
  public CallResult result(WebAnswer answer) {
    return answer.result(origin(answer), HeaderMetering.of(answer.headers()));
  }

  /** The watchdog sets the duration, so where it stands a function ran. */
  private static Origin origin(WebAnswer answer) {
    if (NEVER_OWN.contains(answer.status())) {
      return Origin.UNCLEAR;
    }
    return answer.header(HeaderMetering.DURATION_SECONDS) == null
        ? Origin.PROVIDER
        : Origin.FUNCTION;
  }
}
