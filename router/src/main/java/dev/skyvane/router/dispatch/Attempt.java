package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Target;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.router.limit.Verdict;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Candidate;
import dev.skyvane.router.schedule.Plan;
import java.time.Duration;
import java.util.HashMap;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try at one deployment. It ends once, whatever the adapter does, and gives its place back
 * then. Used by one loop.
 */
final class Attempt implements Choice {
  /** What an adapter may take over the timeout before it is no longer waited for, in ms. */
  private static final long GUARD_MS = 1_500;

  private static final long NANOS_PER_MS = 1_000_000;
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  final String id;
  final int number;
  final Plan plan;
  final Candidate candidate;

  /** What the function may take, in ms. */
  final long timeoutMs;

  /** When it has ended in any case, ms since 1970-01-01 UTC. */
  final long endsAt;

  private long startedAt = System.currentTimeMillis();
  private long startedNanos = System.nanoTime();
  private final Slot slot;
  private @Nullable CompletableFuture<CallResult> future;
  private Loop.@Nullable Timer guard;
  private Loop.@Nullable Timer history;
  private final boolean wholeTime;
  private boolean over;

  /**
   * An attempt at a candidate whose place was taken.
   *
   * @param leftMs until the invocation's deadline, in ms
   */
  Attempt(String id, int number, Plan plan, Candidate candidate, long leftMs) {
    this.id = id;
    this.number = number;
    this.plan = plan;
    this.candidate = candidate;
    this.slot = new Slot(candidate.deployment().load());
    long whole = plan.function().spec().getTimeoutMs();
    this.timeoutMs = Math.min(whole, leftMs);
    this.endsAt = startedAt + timeoutMs + GUARD_MS;
    this.wholeTime = leftMs >= whole;
  }

  /** When it was called, ms since 1970-01-01 UTC. */
  long startedAt() {
    return startedAt;
  }

  /** When it was called, as {@link System#nanoTime}. */
  long startedNanos() {
    return startedNanos;
  }

  /** Gives its place back without having called anybody. */
  void abandon() {
    over = true;
    slot.close();
  }

  /**
   * Calls the function.
   *
   * @param then told the end, on the loop and once
   */
  void call(Request request, Surroundings around, Loop loop, Consumer<CallResult> then) {
    startedAt = System.currentTimeMillis();
    startedNanos = System.nanoTime();
    guard = loop.after(timeoutMs + GUARD_MS, () -> overdue(around, then));
    double usualMs = candidate.outlook().overdueMs();
    if (!Double.isNaN(usualMs)) {
      history = loop.after(Math.max(1, Math.round(usualMs)), () -> overran(around));
    }
    CompletableFuture<CallResult> answer;
    try {
      answer =
          Objects.requireNonNull(
              around
                  .providers()
                  .apply(candidate.deployment().region().provider())
                  .orElseThrow()
                  .call(functionCall(request)),
              "it gave no future");
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    future = answer;
    answer.whenComplete(
        (result, failure) -> loop.execute(() -> answered(result, failure, around, then)));
  }

  private FunctionCall functionCall(Request request) {
    var attributes = new HashMap<>(request.attributes());
    if (plan.vantage() != null) {
      var place = plan.vantage().location();
      attributes.put(FunctionCall.VANTAGE, place.latitude() + "," + place.longitude());
    }
    return new FunctionCall(
        target(request),
        request.function(),
        request.id(),
        id,
        number,
        request.payload(),
        request.contentType(),
        Duration.ofMillis(timeoutMs),
        attributes);
  }

  /** With the credentials that the caller's tenant has here, else the region's. */
  private Target target(Request request) {
    var deployment = candidate.deployment();
    var own = request.tenant() == null ? null : deployment.region().tenants().get(request.tenant());
    return own == null ? deployment.target() : deployment.target().withCredentials(own);
  }

  private void overran(Surroundings around) {
    history = null;
    around.lateness().overran(plan.function().name(), candidate.deployment().id());
  }

  private void overdue(Surroundings around, Consumer<CallResult> then) {
    if (!over) {
      var late = new CallResult.TimedOut("no answer within " + timeoutMs + " ms");
      end(late, Verdicts.of(late, wholeTime), around, then);
      if (future != null) {
        future.cancel(true);
      }
    }
  }

  private void answered(
      @Nullable CallResult result,
      @Nullable Throwable failure,
      Surroundings around,
      Consumer<CallResult> then) {
    if (!over) {
      var known =
          result != null
              ? result
              : new CallResult.Unavailable("the adapter failed: " + failure, null);
      end(
          known,
          failure instanceof CancellationException
              ? Verdict.IGNORED
              : Verdicts.of(known, wholeTime),
          around,
          then);
    } else if (!(failure instanceof CancellationException)) {
      // The end of an overdue attempt cancels its future, which is no answer.
      around.meters().lateAnswer();
    }
  }

  private void end(
      CallResult result, Verdict verdict, Surroundings around, Consumer<CallResult> then) {
    over = true;
    long banNanos = slot.close(verdict);
    if (banNanos > 0) {
      var deployment = candidate.deployment().id();
      around.meters().ejected(deployment);
      log.warn("event=deployment-ejected deployment={} ms={}", deployment, banNanos / NANOS_PER_MS);
    }
    if (guard != null) {
      guard.cancel();
    }
    if (history != null) {
      history.cancel();
      if (result instanceof CallResult.Success) {
        around.lateness().inTime(plan.function().name(), candidate.deployment().id(), startedAt);
      }
    }
    then.accept(result);
  }
}
