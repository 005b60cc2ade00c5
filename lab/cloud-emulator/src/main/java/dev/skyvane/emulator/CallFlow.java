package dev.skyvane.emulator;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
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

  private final Vertx vertx;
  private final RegionOptions region;
  private final WireProtocol protocol;
  private final Map<String, FunctionOptions> functions;
  private final Runs runs;
  private final Draws draws;
  private final Faults faults;
  private final Ledger ledger;
  private final ComputePool pool;
  private final Replies replies;
  private final EventQueue events;

  CallFlow(
      Vertx vertx,
      RegionOptions region,
      WireProtocol protocol,
      Map<String, FunctionOptions> functions,
      Runs runs,
      Draws draws,
      Faults faults,
      Ledger ledger,
      ComputePool pool) {
    this.vertx = vertx;
    this.region = region;
    this.protocol = protocol;
    this.functions = functions;
    this.runs = runs;
    this.draws = draws;
    this.faults = faults;
    this.ledger = ledger;
    this.pool = pool;
    this.replies = new Replies(vertx, protocol, ledger, region.price());
    this.events = new EventQueue(region.concurrency(), protocol, runs, replies);
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
    call.whenGone(() -> replies.drop(call, null, LedgerEntry.Status.CANCELLED));
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
      replies.drop(call, function, LedgerEntry.Status.CANCELLED);
    } else if (call.faults.outage() == Faults.Outage.DROPPED) {
      call.request.connection().close();
      replies.drop(call, function, LedgerEntry.Status.FAULT);
    } else if (call.faults.outage() == Faults.Outage.UNAVAILABLE) {
      replies.answer(call, function, new Ending.Refused(Ending.Reason.DOWN, "Service Unavailable"));
    } else if (call.hanging) {
      call.whenGone(() -> replies.drop(call, function, LedgerEntry.Status.FAULT));
    } else if (call.erring) {
      replies.answer(
          call,
          function,
          new Ending.Refused(Ending.Reason.PROVIDER_ERROR, "Service encountered an error."));
    } else if (call.invocation.refused() != null) {
      replies.answer(call, function, call.invocation.refused());
    } else if (function == null) {
      unknown(
          call,
          new Ending.Refused(
              Ending.Reason.UNKNOWN_FUNCTION,
              "error finding function " + call.invocation.function()));
    } else if (call.tooLarge()) {
      replies.answer(call, function, protocol.tooLarge(call.invocation.kind()));
    } else {
      check(call, function, call.body());
    }
  }

  private void unknown(Call call, Ending.Refused refused) {
    if (call.invocation.kind() == LedgerEntry.Kind.EVENT && protocol.queuesUnknown()) {
      replies.accept(call, null, () -> replies.settle(call, null, refused));
    } else {
      replies.answer(call, null, refused);
    }
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
      replies.answer(call, function, refused);
    } else if (kind == LedgerEntry.Kind.DRY_RUN) {
      replies.answer(call, function, new Ending.Checked());
    } else if (call.throttled) {
      replies.answer(
          call, function, new Ending.Refused(Ending.Reason.REGION_LIMIT, "Rate Exceeded."));
    } else if (kind == LedgerEntry.Kind.EVENT) {
      events.accept(call, function);
    } else {
      var limit = call.gone() ? null : runs.refuse(function);
      if (call.gone()) {
        replies.drop(call, function, LedgerEntry.Status.CANCELLED);
      } else if (limit != null) {
        replies.answer(call, function, limit);
      } else {
        runs.run(
            call.order(function, protocol.input(call.invocation, body)),
            ran -> {
              events.drain();
              replies.answer(call, function, ran);
            });
      }
    }
  }
}
