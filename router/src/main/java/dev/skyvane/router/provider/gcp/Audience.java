package dev.skyvane.router.provider.gcp;

import dev.skyvane.router.provider.web.WebAddress;

/** Whom an ID token is meant for, where the spec does not say it. */
final class Audience {

  private static final String CLOUD_RUN = ".run.app";

  private Audience() {}

  /**
   * The URL of the service (cloud.google.com/run/docs/authenticating/service-to-service) or of the
   * function (cloud.google.com/functions/docs/securing/authenticating): at {@code run.app} the
   * origin, elsewhere the origin and the first part of the path, which is the function's name.
   */
  static String of(WebAddress address) {
    if (address.host().endsWith(CLOUD_RUN)) {
      return address.origin();
    }
    String path = address.path();
    int end = path.indexOf('/', 1);
    String first = end < 0 ? path : path.substring(0, end);
    return first.equals("/") ? address.origin() : address.origin() + first;
  }
}
