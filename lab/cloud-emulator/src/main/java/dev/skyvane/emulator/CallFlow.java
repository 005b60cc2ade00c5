package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.FunctionInput;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a call in a region. On the region's event loop.
 *
 * <pre>
 * head, body ──► half the round trip ──► gateway ──► admitted ──► run ──► half the round trip ──► answer
 *                                           │            │                          ▲               │
 *                                           │            └── EVENT: 202, runs later ┤         ledger, callback
 *                                           └── refused: fault, caller's mistake, limit
 * </pre>
 */
final class CallFlow {

  /** Events that may wait for a place; more are throttled. */
  private static final int MAX_WAITING_EVENTS = 10_000;

  /** A call that was accepted to run later; it ends when it has run and its caller was told. */
  private static final class Event {
    final Call call;
    final FunctionOptions function;
    boolean told;
    Ending.@Nullable Ran ran;

    Event(Call call, FunctionOptions function) {
      this.call = call;
      this.function = function;
    }
  }

  private final Vertx vertx;
  private final RegionOptions region;
  private final WireProtocol protocol;
  private final Map<String, FunctionOptions> functions;
  private final Runs runs;
  private final Draws draws;
  private final Faults faults;
  private final Ledger ledger;
  private final ComputePool pool;
  private final Callbacks callbacks;
  private final ArrayDeque<Event> events = new ArrayDeque<>();

  CallFlow(
      Vertx vertx,
      RegionOptions region,
      WireProtocol protocol,
      Map<String, FunctionOptions> functions,
      Runs runs,
      Draws draws,
      Faults faults,
      Ledger ledger,
      ComputePool pool,
      Callbacks callbacks) {
    this.vertx = vertx;
    this.region = region;
    this.protocol = protocol;
    this.functions = functions;
    this.runs = runs;
    this.draws = draws;
    this.faults = faults;
    this.ledger = ledger;
    this.pool = pool;
    this.callbacks = callbacks;
  }

  void serve(HttpServerRequest request) {
    var invocation = protocol.read(request);
    if (invocation == null) {
      return;
    }
    var vantage = invocation.tags().get(Tags.VANTAGE);
    var position = vantage == null ? null : Position.parse(vantage).orElse(null);
    if (vantage != null && position == null && invocation.refused() == null) {
      invocation = invocation.refusedFor(badVantage(vantage));
    }
    var call =
        new Call(
            request,
            invocation,
            protocol.maxRequestBytes(invocation.kind()),
            roundTripMs(position),
            faults.current(),
            draws);
    ledger.arrive();
    request.exceptionHandler(_ -> call.goAway());
    request.response().exceptionHandler(_ -> call.goAway());
    request.response().closeHandler(_ -> call.goAway());
    call.whenGone(() -> end(call, LedgerEntry.Status.CANCELLED, null, null, 0));
    request.handler(call::append);
    request.endHandler(
        _ -> {
          call.whenGone(() -> {});
          Timers.after(vertx, call.networkMs / 2, () -> gateway(call));
        });
  }

  private double roundTripMs(@Nullable Position vantage) {
    if (vantage == null) {
      return 0;
    }
    var network = region.network();
    var km = vantage.kmTo(new Position(region.latitude(), region.longitude()));
    return (network.baseMs() + network.msPerKm() * km) * draws.networkFactor(network.cv());
  }

  private static Ending.Refused badVantage(String vantage) {
    return new Ending.Refused(
        Ending.Reason.BAD_PARAMETER,
        "The header %s is '%s'; it must be lat,lon in degrees, as in 59.33,18.07."
            .formatted(Tags.VANTAGE, vantage));
  }

  private void gateway(Call call) {
    var function = functions.get(call.invocation.function());
    if (call.gone()) {
      end(call, LedgerEntry.Status.CANCELLED, function, null, 0);
    } else if (call.faults.outage() == Faults.Outage.DROPPED) {
      call.request.connection().close();
      end(call, LedgerEntry.Status.FAULT, function, null, 0);
    } else if (call.faults.outage() == Faults.Outage.UNAVAILABLE) {
      refuse(call, function, new Ending.Refused(Ending.Reason.DOWN, "Service Unavailable"));
    } else if (call.hanging) {
      call.whenGone(() -> end(call, LedgerEntry.Status.FAULT, function, null, 0));
    } else if (call.erring) {
      refuse(
          call,
          function,
          new Ending.Refused(Ending.Reason.PROVIDER_ERROR, "Service encountered an error."));
    } else if (call.invocation.refused() != null) {
      refuse(call, function, call.invocation.refused());
    } else if (function == null) {
      unknown(
          call,
          new Ending.Refused(
              Ending.Reason.UNKNOWN_FUNCTION,
              "error finding function " + call.invocation.function()));
    } else if (call.tooLarge()) {
      refuse(call, function, protocol.tooLarge(call.invocation.kind()));
    } else {
      check(call, function, call.body());
    }
  }

  private void unknown(Call call, Ending.Refused refused) {
    if (call.invocation.kind() != LedgerEntry.Kind.EVENT || !protocol.queuesUnknown()) {
      refuse(call, null, refused);
      return;
    }
    write(
        call,
        protocol.answer(call.requestId, call.invocation, null, new Ending.Accepted()),
        () -> {
          end(call, refused.status(), null, null, 0);
          callBack(call, null, refused);
        });
  }

  private void check(Call call, FunctionOptions function, byte[] body) {
    if (body.length <= ComputePool.SMALL_BYTES) {
      checked(call, function, body, protocol.check(body));
      return;
    }
    pool.compute(
        vertx.getOrCreateContext(),
        () -> Optional.ofNullable(protocol.check(body)),
        refused -> checked(call, function, body, refused.orElse(null)));
  }

  private void checked(
      Call call, FunctionOptions function, byte[] body, Ending.@Nullable Refused refused) {
    var kind = call.invocation.kind();
    if (refused != null) {
      refuse(call, function, refused);
    } else if (kind == LedgerEntry.Kind.DRY_RUN) {
      answer(call, function, new Ending.Checked());
    } else if (call.throttled) {
      refuse(call, function, new Ending.Refused(Ending.Reason.REGION_LIMIT, "Rate Exceeded."));
    } else if (kind == LedgerEntry.Kind.EVENT) {
      accept(call, function);
    } else {
      var limit = call.gone() ? null : runs.refuse(function);
      if (call.gone()) {
        end(call, LedgerEntry.Status.CANCELLED, function, null, 0);
      } else if (limit != null) {
        refuse(call, function, limit);
      } else {
        runs.run(
            order(call, function, protocol.input(call.invocation, body)),
            ran -> {
              drainEvents();
              answer(call, function, ran);
            });
      }
    }
  }

  private void accept(Call call, FunctionOptions function) {
    if (events.size() >= MAX_WAITING_EVENTS) {
      refuse(call, function, new Ending.Refused(Ending.Reason.REGION_LIMIT, "Rate Exceeded."));
      return;
    }
    var event = new Event(call, function);
    events.addLast(event);
    write(
        call,
        protocol.answer(call.requestId, call.invocation, function, new Ending.Accepted()),
        () -> {
          event.told = true;
          endEvent(event);
        });
    drainEvents();
  }

  private void drainEvents() {
    for (var waiting = events.iterator(); waiting.hasNext(); ) {
      if (runs.inFlight() >= region.concurrency()) {
        return;
      }
      var event = waiting.next();
      if (runs.refuse(event.function) == null) {
        waiting.remove();
        runs.run(
            order(
                event.call,
                event.function,
                protocol.input(event.call.invocation, event.call.body())),
            ran -> {
              event.ran = ran;
              endEvent(event);
              drainEvents();
            });
      }
    }
  }

  private void endEvent(Event event) {
    var ran = event.ran;
    if (event.told && ran != null) {
      end(event.call, ran.status(), event.function, ran.run(), 0);
      callBack(event.call, event.function, ran);
    }
  }

  private void callBack(Call call, @Nullable FunctionOptions function, Ending ending) {
    var callback = protocol.callback(call.requestId, call.invocation, function, ending);
    if (callback != null) {
      Timers.after(vertx, call.networkMs / 2, () -> callbacks.post(callback));
    }
  }

  private static Runs.Order order(Call call, FunctionOptions function, FunctionInput input) {
    return new Runs.Order(function, call.requestId, input, call.faults, call.failing);
  }

  private void refuse(Call call, @Nullable FunctionOptions function, Ending.Refused refused) {
    answer(call, function, refused);
  }

  private void answer(Call call, @Nullable FunctionOptions function, Ending ending) {
    var answer = protocol.answer(call.requestId, call.invocation, function, ending);
    var run = ending instanceof Ending.Ran ran ? ran.run() : null;
    write(call, answer, () -> end(call, ending.status(), function, run, answer.body().length));
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
    ledger.end(call.entry(status, function, run, responseBytes, region.price()));
  }
}
