package dev.skyvane.router.dispatch;

import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Data;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.router.schedule.Vantage;
import java.util.Optional;

/** Chooses the deployment of an attempt, and takes its place there. Thread-safe. */
final class Chooser {
  private final Surroundings around;
  private final Turns turns = new Turns();

  Chooser(Surroundings around) {
    this.around = around;
  }

  /** The next attempt, whose place is taken, or what to do instead. */
  Choice choose(Request request, Attempts attempts) {
    var world = around.world().get();
    var function = world.function(request.function()).orElse(null);
    if (function == null) {
      return refused(
          Code.UNKNOWN_FUNCTION,
          "function '" + request.function() + "' was deleted while the invocation waited");
    }
    long left = request.endsBy(function.spec().getDeadlineMs()) - System.currentTimeMillis();
    if (left <= 0) {
      return Choice.Instead.EXPIRE;
    }
    if (function.paused()) {
      return Choice.Instead.PARK;
    }
    Optional<Vantage> vantage;
    Data data;
    try {
      vantage = around.vantages().of(request.origin(), world);
      data = Data.of(function, request.attributes(), request.payload().remaining(), world);
    } catch (IllegalArgumentException e) {
      return refused(Code.BAD_ORIGIN, "origin " + e.getMessage());
    }
    var plan = around.plans().plan(function, vantage.orElse(null), data, request.need(), world);
    if (plan.size() == 0) {
      return refused(Code.NOT_ROUTABLE, unroutable(plan, request));
    }
    int rank = Picker.pick(plan, attempts.tried(), turns.next(function.name()));
    return rank == Picker.NONE
        ? Choice.Instead.WAIT
        : new Attempt(AttemptIds.next(), attempts.counted() + 1, plan, plan.candidate(rank), left);
  }

  private static String unroutable(Plan plan, Request request) {
    return request.need().equals(Need.NONE)
        ? plan.explainEmpty()
        : plan.explainEmpty() + " (the invocation asks for " + request.need().text() + ")";
  }

  private static Choice refused(Code code, String message) {
    return new Choice.Refused(new Problem(code, message));
  }
}
