package dev.skyvane.router.provider.azure;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebPeer;
import dev.skyvane.router.provider.web.WebProtocol;
import dev.skyvane.router.provider.web.WebProviderContract;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

class AzureProviderContractTest extends WebProviderContract {

  private static final String REGION = "azure:eastus";

  @Override
  protected ContractPeer startPeer() {
    return new WebPeer(vertx) {
      @Override
      protected Target target(String function, String endpoint) {
        return new Target(
            function, REGION, endpoint + "/api/" + function, 512, endpoint, null, null);
      }

      @Override
      protected String function(HttpServerRequest request) {
        return request.path().substring("/api/".length());
      }

      @Override
      protected void forbid(HttpServerResponse response) {
        response.setStatusCode(401).end();
      }
    };
  }

  @Override
  protected WebProtocol protocol() {
    return new AzureProtocol(vertx, NO_SECRETS);
  }

  @Override
  protected Target wrongAddress() {
    return new Target("f", REGION, "app/functions/f", 512, null, null, null);
  }
}
