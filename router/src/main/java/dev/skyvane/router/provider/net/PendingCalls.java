package dev.skyvane.router.provider.net;

import dev.skyvane.provider.CallResult;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of one adapter that are under way: gives each its timeout, and ends all at close. */
public final class PendingCalls implements AutoCloseable {

  private final Vertx vertx;
  private final String provider;
  private final Set<PendingCall> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * No calls yet.
   *
   * @param vertx runs the timers
   * @param provider the adapter's name, for messages
   */
  public PendingCalls(Vertx vertx, String provider) {
    this.vertx = vertx;
    this.provider = provider;
  }

  /** Begins a call that ends as timed out when {@code timeout} has passed. */
  public PendingCall begin(Duration timeout) {
    var call = new PendingCall();
    long ms = Math.max(1, timeout.toMillis());
    long timer =
        vertx.setTimer(
            ms,
            _ ->
                call.giveUp(
                    new CallResult.TimedOut("No answer within " + timeout.toMillis() + " ms.")));
    open.add(call);
    var _ =
        call.result()
            .whenComplete(
                (_, _) -> {
                  vertx.cancelTimer(timer);
                  open.remove(call);
                });
    if (closed) {
      call.giveUp(closing());
    }
    return call;
  }

  /** How many calls are under way. */
  public int size() {
    return open.size();
  }

  /** Ends every call, and every later one at once, as unavailable. */
  @Override
  public void close() {
    closed = true;
    open.forEach(call -> call.giveUp(closing()));
  }

  private CallResult closing() {
    return new CallResult.Unavailable("The adapter '" + provider + "' is closed.", null);
  }
}
