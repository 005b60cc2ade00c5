package dev.skyvane.router.provider.openfaas;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebPeer;
import dev.skyvane.router.provider.web.WebProtocol;
import dev.skyvane.router.provider.web.WebProviderContract;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

class OpenFaasProviderContractTest extends WebProviderContract {

  private static final String REGION = "openfaas:home";

  @Override
  protected ContractPeer startPeer() {
    return new WebPeer(vertx) {
      @Override
      protected Target target(String function, String endpoint) {
        return new Target(function, REGION, function, 128, endpoint, null, null);
      }

      @Override
      protected String function(HttpServerRequest request) {
        return request.path().substring("/function/".length());
      }

      @Override
      protected void echo(HttpServerRequest request, Buffer body) {
        request.response().putHeader("X-Duration-Seconds", "0.012500");
        super.echo(request, body);
      }

      @Override
      protected void fail(HttpServerResponse response) {
        response.putHeader("X-Duration-Seconds", "0.012500");
        super.fail(response);
      }

      @Override
      protected void breakDown(HttpServerResponse response) {
        response.setStatusCode(502).end();
      }
    };
  }

  @Override
  protected WebProtocol protocol() {
    return new OpenFaasProtocol(vertx, NO_SECRETS);
  }

  @Override
  protected Target wrongAddress() {
    return new Target(
        "f", REGION, "https://gateway.example.org/system/functions", 128, null, null, null);
  }
}
