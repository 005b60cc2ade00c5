package dev.skyvane.router.provider.http;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebPeer;
import dev.skyvane.router.provider.web.WebProtocol;
import dev.skyvane.router.provider.web.WebProviderContract;

class HttpProviderContractTest extends WebProviderContract {

  @Override
  protected ContractPeer startPeer() {
    return new WebPeer(vertx) {
      @Override
      protected Target target(String function, String endpoint) {
        return new Target(
            function + "~http~local~128", "http:local", "/" + function, 128, endpoint, null, null);
      }
    };
  }

  @Override
  protected WebProtocol protocol() {
    return new HttpProtocol(vertx, NO_SECRETS);
  }

  @Override
  protected Target wrongAddress() {
    return new Target("f~http~local~128", "http:local", "ftp://host/path", 128, null, null, null);
  }
}
