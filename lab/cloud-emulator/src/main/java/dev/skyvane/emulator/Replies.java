package dev.skyvane.emulator;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls, calls back, and enters in the ledger how they ended. On the region's event loop.
 */
final class Replies {

  private final Vertx vertx;
  private final WireProtocol protocol;
  private final Ledger ledger;
  private final Price price;
  private final Callbacks callbacks;

  Replies(Vertx vertx, WireProtocol protocol, Ledger ledger, Price price) {
    this.vertx = vertx;
    this.protocol = protocol;
    this.ledger = ledger;
    this.price = price;
    this.callbacks = new Callbacks(vertx);
  }

  /** Answers a call, which ends with that. */
  void answer(Call call, @Nullable FunctionOptions function, Ending ending) {
    var answer = protocol.answer(call.requestId, call.invocation, function, ending);
    var run = ending instanceof Ending.Ran ran ? ran.run() : null;
    write(call, answer, () -> end(call, ending.status(), function, run, answer.body().length));
  }

  /** Tells a caller that the call was taken; the task follows when that is done or can't be. */
  void accept(Call call, @Nullable FunctionOptions function, Runnable then) {
    var answer = protocol.answer(call.requestId, call.invocation, function, new Ending.Accepted());
    write(call, answer, then);
  }

  /** Ends a call that was taken and whose caller was told so. */
  void settle(Call call, @Nullable FunctionOptions function, Ending ending) {
    var run = ending instanceof Ending.Ran ran ? ran.run() : null;
    end(call, ending.status(), function, run, 0);
    var callback = protocol.callback(call.requestId, call.invocation, function, ending);
    if (callback != null) {
      Timers.after(vertx, call.networkMs / 2, () -> callbacks.post(callback));
    }
  }

  /** Ends a call that gets no answer. */
  void drop(Call call, @Nullable FunctionOptions function, LedgerEntry.Status status) {
    end(call, status, function, null, 0);
  }

  /** Writes after half the round trip; the task follows when that is done or can't be. */
  private void write(Call call, WireProtocol.Answer answer, Runnable then) {
    Timers.after(
        vertx,
        call.networkMs / 2,
        () -> {
          var response = call.request.response();
          if (call.gone() || response.closed()) {
            then.run();
            return;
          }
          var slow = call.faults.slowBodyMs();
          var written =
              slow > 0
                  ? AnswerWriter.trickle(vertx, response, answer, slow)
                  : AnswerWriter.write(response, answer);
          written.onComplete(
              done -> {
                call.answered(done.succeeded());
                then.run();
              });
        });
  }

  private void end(
      Call call,
      LedgerEntry.Status status,
      @Nullable FunctionOptions function,
      Ending.@Nullable Run run,
      long responseBytes) {
    ledger.end(call.entry(status, function, run, responseBytes, price));
  }
}
