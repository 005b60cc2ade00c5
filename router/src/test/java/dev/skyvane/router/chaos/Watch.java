package dev.skyvane.router.chaos;

import dev.skyvane.testkit.guarantee.AnswersRight;
import dev.skyvane.testkit.guarantee.AttemptsAtMost;
import dev.skyvane.testkit.guarantee.Guarantees;
import dev.skyvane.testkit.guarantee.InFlightReturnsToZero;
import dev.skyvane.testkit.guarantee.LimitNeverExceeded;
import dev.skyvane.testkit.guarantee.Losses;
import dev.skyvane.testkit.guarantee.NeverForbiddenDeployment;
import dev.skyvane.testkit.guarantee.NoNeedlessRerun;
import dev.skyvane.testkit.guarantee.NothingLost;
import dev.skyvane.testkit.guarantee.OneTerminalRecord;
import dev.skyvane.testkit.guarantee.OrderPerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The guarantees that a router keeps today; see {@link ChaosIT} for how far they go. */
final class Watch {
  /** Commit interval of the router, and what a busy machine adds. */
  private static final Duration COMMIT_WITHIN = Duration.ofSeconds(3);

  private static final Duration QUIET_WITHIN = Duration.ofSeconds(60);

  /** Share of the invocations that must have a result, or the run has shown nothing. */
  private static final double RESULTS = 0.6;

  final Losses losses = new Losses();
  final NothingLost nothingLost = new NothingLost();
  final Guarantees guarantees;
  private final InFlightReturnsToZero inFlight;
  private final OneTerminalRecord oneTerminal;
  private final NoNeedlessRerun noRerun;
  private final AnswersRight answers = new AnswersRight();
  private final LimitNeverExceeded limits;

  Watch(Shape shape, Clouds clouds) {
    this.inFlight = new InFlightReturnsToZero(clouds.inFlight(), QUIET_WITHIN);
    // What a router may have answered on its partitions and not yet committed.
    int uncommitted =
        (int) Math.ceil(shape.perSecond() / shape.routers() * COMMIT_WITHIN.toSeconds());
    this.oneTerminal = new OneTerminalRecord(losses, uncommitted);
    this.noRerun = new NoNeedlessRerun(losses, COMMIT_WITHIN);
    this.limits =
        new LimitNeverExceeded(
            clouds.regions().stream()
                .collect(
                    Collectors.toMap(region -> region.id(), _ -> shape.limit() * shape.routers())));
    var all =
        new ArrayList<>(
            List.of(
                nothingLost,
                oneTerminal,
                new AttemptsAtMost(Clouds.MAX_ATTEMPTS, Clouds.MAX_ATTEMPTS, losses),
                new OrderPerKey(losses),
                new NeverForbiddenDeployment(),
                limits,
                answers));
    if (!shape.proxied()) {
      // A proxy may lose an answer that the provider has given.
      all.add(noRerun);
    }
    this.guarantees = new Guarantees(all);
  }

  void awaitNothingInFlight() {
    inFlight.assertHolds();
  }

  /** The most counted runs that a region had at one time. */
  int most(String region) {
    return limits.most(region);
  }

  void assertHolds(int published) {
    System.out.printf(
        "chaos: %s, %s calls, %d extra terminal records, %d re-runs, %d losses, %d changes of owner%n",
        answers.endings(),
        noRerun.calls(),
        oneTerminal.repeated(),
        noRerun.reruns(),
        losses.count(),
        losses.handOvers());
    guarantees.assertHolds();
    if (answers.results() < published * RESULTS) {
      throw new AssertionError(
          "only %d of %d invocations have a result, so the rest shows little"
              .formatted(answers.results(), published));
    }
  }
}
