package dev.skyvane.router.probe;

import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.dispatch.ProbeCall;
import dev.skyvane.router.schedule.Basis;
import dev.skyvane.router.schedule.Candidate;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.Probe;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Chooses what to probe, and when. Used by its loop alone, but for {@link #start}. */
public final class Prober implements AutoCloseable {
  private static final long TICK_MS = 250;

  /** Between two probes of a function. */
  private static final long PAUSE_MS = 1_000;

  /** How near what is known must come to what probes show, relatively. */
  private static final double SETTLED = 0.05;

  /** By which an outcome's time may differ from the end of its call, in ms. */
  private static final long SLACK_MS = 500;

  private final Supplier<WorldView> world;
  private final PlanBook plans;
  private final List<Vantage> own;
  private final ProbeCall calls;
  private final Loop loop;
  private final LongSupplier clock;
  private final ProbeBudget budget = new ProbeBudget();

  /** When each function may be probed next. */
  private final Map<String, Long> nextOf = new HashMap<>();

  /** When each deployment was last probed from a vantage. */
  private final Map<String, Long> lastOf = new HashMap<>();

  /** What the last probe of each deployment showed. */
  private final Map<String, Seen> seenOf = new HashMap<>();

  private volatile boolean closed;

  /**
   * What a probe showed.
   *
   * @param latencyMs from request to answer, in ms
   * @param endedAt ms since 1970-01-01 UTC
   */
  private record Seen(double latencyMs, long endedAt) {
    /** Whether what is known of a deployment, by probes alone, is still far from it. */
    boolean unsettles(Candidate candidate) {
      return candidate.outlook().basis() == Basis.LIVE
          && candidate.outlook().asOf() <= endedAt + SLACK_MS
          && Math.abs(candidate.latencyMs() - latencyMs) > SETTLED * latencyMs;
    }
  }

  /** What to probe: a candidate of a plan. */
  private record Choice(Plan plan, int rank, long probedAt) {
    Candidate candidate() {
      return plan.candidate(rank);
    }
  }

  /**
   * A prober.
   *
   * @param own where the router stands; null where it follows its callers, whose vantages count
   *     then
   * @param clock in ms since 1970-01-01 UTC
   */
  public Prober(
      Supplier<WorldView> world,
      PlanBook plans,
      @Nullable Vantage own,
      ProbeCall calls,
      Loop loop,
      LongSupplier clock) {
    this.world = world;
    this.plans = plans;
    this.own = own == null ? List.of() : List.of(own);
    this.calls = calls;
    this.loop = loop;
    this.clock = clock;
  }

  /** Begins to probe. */
  public Prober start() {
    loop.execute(this::tick);
    return this;
  }

  private void tick() {
    if (closed) {
      return;
    }
    loop.after(TICK_MS, this::tick);
    var now = world.get();
    nextOf.keySet().retainAll(now.functions().keySet());
    var deployments = new HashSet<String>();
    for (var function : now.functions().values()) {
      if (function.spec().getProbe() instanceof Probe probe && !function.paused()) {
        function.deployments().forEach(deployment -> deployments.add(deployment.id()));
        probe(function, probe, now);
      }
    }
    lastOf.keySet().removeIf(key -> !deployments.contains(key.substring(0, key.indexOf('@'))));
    seenOf.keySet().retainAll(lastOf.keySet());
  }

  private void probe(FunctionView function, Probe probe, WorldView now) {
    long time = clock.getAsLong();
    if (time < nextOf.getOrDefault(function.name(), 0L)) {
      return;
    }
    // A look at all plans is dear, so there is one a second whether it finds something or not.
    nextOf.put(function.name(), time + PAUSE_MS);
    var choice = choose(function, probe, now, time);
    if (choice == null || !choice.candidate().deployment().load().tryAcquire()) {
      return;
    }
    var key = key(choice.plan(), choice.candidate());
    lastOf.put(key, time);
    calls.call(
        choice.plan(),
        choice.candidate(),
        probe,
        loop,
        outcome -> ended(function.name(), key, outcome));
  }

  private void ended(String function, String key, Outcome outcome) {
    if (outcome.getStatus() == AttemptStatus.SUCCESS) {
      seenOf.put(key, new Seen(outcome.getInFlightMs(), clock.getAsLong()));
    }
    if (outcome.getListCostUsd() instanceof String usd) {
      budget.spend(function, new BigDecimal(usd), clock.getAsLong());
    }
  }

  /** Who violates the objective goes first, then whoever was probed longest ago. */
  private @Nullable Choice choose(FunctionView function, Probe probe, WorldView now, long time) {
    var most = new BigDecimal(probe.getMaxUsdPerDay());
    Choice best = null;
    for (var vantage : own.isEmpty() ? plans.vantages(function.name()) : own) {
      var plan = plans.plan(function, vantage, now);
      for (int rank = 0; rank < plan.size(); rank++) {
        var candidate = plan.candidate(rank);
        var choice = new Choice(plan, rank, lastOf.getOrDefault(key(plan, candidate), 0L));
        if (wants(choice, probe.getEveryMs(), time)
            && candidate.deployment().load().admitsProbe()
            && budget.allows(function.name(), candidate.deployment().expectedUsd(), most, time)
            && (best == null || before(choice, best))) {
          best = choice;
        }
      }
    }
    return best;
  }

  private boolean wants(Choice choice, long everyMs, long time) {
    var candidate = choice.candidate();
    var seen = seenOf.get(key(choice.plan(), candidate));
    if (candidate.outlook().late() || (seen != null && seen.unsettles(candidate))) {
      return true;
    }
    long measured = candidate.outlook().basis() == Basis.LIVE ? candidate.outlook().asOf() : 0;
    return time - Math.max(measured, choice.probedAt()) >= everyMs;
  }

  private static boolean before(Choice one, Choice other) {
    boolean late = one.candidate().outlook().late();
    return late != other.candidate().outlook().late() ? late : one.probedAt() < other.probedAt();
  }

  private static String key(Plan plan, Candidate candidate) {
    var vantage = plan.vantage();
    return candidate.deployment().id() + '@' + (vantage == null ? "" : vantage.id());
  }

  @Override
  public void close() {
    closed = true;
  }
}
