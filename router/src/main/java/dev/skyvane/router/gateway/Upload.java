package dev.skyvane.router.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The payload of one call while it comes in, within the bounds of one call and of all. Used by its
 * connection's event loop, but for {@link #letGo}.
 */
final class Upload {
  private final CallMeans means;
  private final Consumer<Refusal> refused;
  private @Nullable Buffer collected = Buffer.buffer();
  private int held;

  /**
   * None of it.
   *
   * @param refused told once, where it is over a bound; nothing more is collected then
   */
  Upload(CallMeans means, Consumer<Refusal> refused) {
    this.means = means;
    this.refused = refused;
  }

  /**
   * Reads a request that is paused.
   *
   * @param whole told the payload when it is there, if it was not refused or given up
   */
  void read(HttpServerRequest request, Consumer<byte[]> whole) {
    request.handler(this::add);
    request.endHandler(
        _ -> {
          var all = collected;
          if (all != null) {
            collected = null;
            whole.accept(all.getBytes());
          }
        });
    request.resume();
  }

  private void add(Buffer chunk) {
    var before = collected;
    if (before == null) {
      return;
    }
    if (before.length() + chunk.length() > means.maxPayloadBytes()) {
      giveUp();
      refused.accept(tooLarge(means.maxPayloadBytes()));
    } else if (!hold(chunk.length())) {
      giveUp();
      refused.accept(
          Refusal.overloaded("too many bytes wait to be written to Kafka; come again later"));
    } else {
      before.appendBuffer(chunk);
    }
  }

  private synchronized boolean hold(int bytes) {
    held += bytes;
    return means.heldBytes().addAndGet(bytes) <= means.config().getInt(GatewayConfig.MAX_BYTES);
  }

  static Refusal tooLarge(int limit) {
    return Refusal.of(
        413,
        "payload-too-large",
        "the payload is over %,d bytes; pass a reference to the data instead".formatted(limit));
  }

  /** Collects nothing more and forgets what there is; its bytes count until {@link #letGo}. */
  void giveUp() {
    collected = null;
  }

  /** Its bytes no longer count as held. Thread-safe. */
  synchronized void letGo() {
    means.heldBytes().addAndGet(-held);
    held = 0;
  }
}
