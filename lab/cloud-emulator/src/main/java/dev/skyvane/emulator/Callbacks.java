package dev.skyvane.emulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts what became of asynchronous calls, once; nobody is asked again who does not answer. */
final class Callbacks {

  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
  private static final long TIMEOUT_MS = 30_000;

  private final HttpClientAgent client;

  Callbacks(Vertx vertx) {
    this.client = vertx.createHttpClient();
  }

  void post(WireProtocol.Callback callback) {
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(callback.url().toString())
            .setTimeout(TIMEOUT_MS);
    callback.headers().forEach(request::putHeader);
    client
        .request(request)
        .compose(open -> open.send(Buffer.buffer(callback.body())))
        .onFailure(e -> LOG.warn("A callback found nobody: {}", e.getMessage()));
  }
}
