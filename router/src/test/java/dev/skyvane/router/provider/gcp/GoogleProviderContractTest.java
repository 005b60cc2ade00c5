package dev.skyvane.router.provider.gcp;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebPeer;
import dev.skyvane.router.provider.web.WebProtocol;
import dev.skyvane.router.provider.web.WebProviderContract;
import io.vertx.core.http.HttpServerResponse;

class GoogleProviderContractTest extends WebProviderContract {

  private static final String REGION = "gcp:europe-west1";

  @Override
  protected ContractPeer startPeer() {
    return new WebPeer(vertx) {
      @Override
      protected Target target(String function, String endpoint) {
        return new Target(function, REGION, endpoint + "/" + function, 512, endpoint, null, null);
      }

      @Override
      protected void forbid(HttpServerResponse response) {
        page(response, 403, "Forbidden");
      }

      @Override
      protected void breakDown(HttpServerResponse response) {
        page(response, 500, "Server Error");
      }

      @Override
      protected void unknown(HttpServerResponse response) {
        page(response, 404, "Page not found");
      }
    };
  }

  /** A page of Google's front end. */
  static void page(HttpServerResponse response, int status, String title) {
    response
        .setStatusCode(status)
        .putHeader("content-type", "text/html; charset=UTF-8")
        .end(
            "\n<html><head>\n<title>%d %s</title>\n</head><body><h1>Error: %s</h1></body></html>"
                .formatted(status, title, title));
  }

  @Override
  protected WebProtocol protocol() {
    return new GoogleProtocol(NO_SECRETS);
  }

  @Override
  protected Target wrongAddress() {
    return new Target("f", REGION, "projects/p/locations/l/functions/f", 512, null, null, null);
  }
}
