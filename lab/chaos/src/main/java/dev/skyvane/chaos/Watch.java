package dev.skyvane.chaos;

import dev.skyvane.testkit.guarantee.AnswersRight;
import dev.skyvane.testkit.guarantee.AttemptsAtMost;
import dev.skyvane.testkit.guarantee.AttemptsAtMost.Counting;
import dev.skyvane.testkit.guarantee.DeadLetterInTime;
import dev.skyvane.testkit.guarantee.Guarantees;
import dev.skyvane.testkit.guarantee.InFlightReturnsToZero;
import dev.skyvane.testkit.guarantee.LatencyKept;
import dev.skyvane.testkit.guarantee.LimitNeverExceeded;
import dev.skyvane.testkit.guarantee.Losses;
import dev.skyvane.testkit.guarantee.MemoryBound;
import dev.skyvane.testkit.guarantee.NeverForbiddenDeployment;
import dev.skyvane.testkit.guarantee.NoNeedlessRerun;
import dev.skyvane.testkit.guarantee.NothingLost;
import dev.skyvane.testkit.guarantee.OneTerminalRecord;
import dev.skyvane.testkit.guarantee.OrderPerKey;
import dev.skyvane.testkit.guarantee.Relay;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The guarantees that a router keeps, as far as the promises of the shape go. Thread-safe. */
public final class Watch {
  /** What a busy machine adds to the commit interval. */
  private static final Duration HELD_UP = Duration.ofMillis(2_800);

  private static final double OWN_THREADS = 2.5;

  private static final Duration QUIET_WITHIN = Duration.ofSeconds(60);

  /** By how much a dead letter may come after its schedule. */
  private static final Duration LATE = Duration.ofSeconds(2);

  /**
   * What a JVM holds beside heap and direct buffers, in MiB: metaspace, code, thread stacks, the
   * collector's tables. Measured in all: 208 MiB at a heap of 160 MiB with the usual mix, 377 MiB
   * at 256 MiB with payloads of 8 MiB.
   */
  private static final int BESIDE_HEAP_MIB = 180;

  private static final long MIB = 1024 * 1024;

  /** Share of the invocations that must have a result, or the run has shown nothing. */
  private static final double RESULTS = 0.5;

  /** Most retries of attempts that were answered, by routers that were held up; share of calls. */
  private static final double ANSWERS_UNHEARD = 0.05;

  private static final double UNHARMED_FACTOR = 1.2;
  private static final Duration UNHARMED_SLACK = Duration.ofMillis(20);

  final Losses losses = new Losses();
  final NothingLost nothingLost = new NothingLost();
  final Guarantees guarantees;
  final LatencyKept latency =
      new LatencyKept(Set.of(Functions.HANGING.text), UNHARMED_FACTOR, UNHARMED_SLACK);
  private final Shape shape;
  private final InFlightReturnsToZero inFlight;
  private final OneTerminalRecord oneTerminal;
  private final AttemptsAtMost attempts;
  private final OrderPerKey order = new OrderPerKey(losses);
  private final NoNeedlessRerun noRerun;
  private final NoNeedlessRerun noLateRerun;
  private final AnswersRight answers = new AnswersRight();
  private final LimitNeverExceeded limits;
  private final DeadLetterInTime inTime = new DeadLetterInTime(LATE, losses);
  private final MemoryBound memory;

  Watch(Shape shape, Clouds clouds, Map<String, LongSupplier> memoryPeaks) {
    this.shape = shape;
    var promises = shape.promises();
    this.inFlight = new InFlightReturnsToZero(clouds.inFlight(), QUIET_WITHIN);
    var commitWithin = shape.commitInterval().plus(HELD_UP);
    // What a router may have answered on its partitions and not yet committed.
    int uncommitted =
        promises.guarantee() == Promises.Guarantee.EXACTLY_ONCE
            ? 0
            : (int) Math.ceil(shape.perSecond() / shape.routers() * commitWithin.toMillis() / 1e3);
    this.oneTerminal = new OneTerminalRecord(losses, uncommitted);
    this.attempts =
        new AttemptsAtMost(
            Clouds.MAX_ATTEMPTS,
            promises.durableAttempts() ? Counting.DURABLE : Counting.IN_MEMORY,
            losses);
    this.noRerun = new NoNeedlessRerun(losses, commitWithin);
    this.noLateRerun = new NoNeedlessRerun(losses, shape.commitInterval());
    int limit = promises.sharedLimits() ? shape.limit() : shape.limit() * shape.routers();
    this.limits =
        new LimitNeverExceeded(
            clouds.regions().stream().collect(Collectors.toMap(region -> region.id(), _ -> limit)));
    this.memory =
        new MemoryBound(
            memoryPeaks, (shape.heapMib() + shape.heapMib() / 2 + BESIDE_HEAP_MIB) * MIB);
    this.guarantees =
        new Guarantees(
            List.of(
                nothingLost,
                oneTerminal,
                attempts,
                order,
                new NeverForbiddenDeployment(),
                limits,
                answers,
                noRerun,
                new Relay(noLateRerun),
                promises.fairWindows() ? latency : new Relay(latency),
                inTime,
                memory));
  }

  void awaitNothingInFlight() {
    inFlight.assertHolds();
  }

  /** Invocations without a terminal record. */
  public long lost() {
    return nothingLost.open();
  }

  /** Terminal records beyond the first of their invocation. */
  public long extraTerminalRecords() {
    return oneTerminal.repeated();
  }

  /**
   * Calls for invocations whose answer a provider had wholly sent at least a commit interval before
   * a router was lost, or without any loss.
   */
  public long reruns() {
    return noLateRerun.needless();
  }

  /** All calls for invocations that had been answered before, those that a loss excuses too. */
  public long repeatedCalls() {
    return noLateRerun.reruns();
  }

  /** Invocations that were called more often than their function allows. */
  public long attemptsOverMax() {
    return attempts.over();
  }

  /** Calls out of their key's turn. */
  public long orderViolations() {
    return order.violations();
  }

  /** Runs over a region's limit. */
  public long overLimit() {
    return limits.violations();
  }

  /** Calls of providers. */
  public long calls() {
    return noRerun.calls();
  }

  /** Invocations that have a result. */
  public long results() {
    return answers.results();
  }

  /** Routers that were lost without good-bye. */
  public int losses() {
    return losses.count();
  }

  /** The most memory that a router held, in bytes. */
  public long memoryPeakBytes() {
    return memory.peak();
  }

  /** What is not as it should be, in words; empty if all is. */
  List<String> broken(int published) {
    inTime.allow(Duration.ofMillis((long) (LATE.toMillis() * crowd())));
    var broken = new ArrayList<String>();
    try {
      guarantees.assertHolds();
    } catch (AssertionError e) {
      broken.add(String.valueOf(e.getMessage()));
    }
    if (answers.results() < published * RESULTS) {
      broken.add(
          "only %d of %d invocations have a result, so the rest shows little"
              .formatted(answers.results(), published));
    }
    if (noRerun.retries() > noRerun.calls() * ANSWERS_UNHEARD) {
      broken.add(
          "%d of %d calls repeat an attempt that was answered in time"
              .formatted(noRerun.retries(), noRerun.calls()));
    }
    return broken;
  }

  /**
   * How many times as long everything takes as on a machine that does nothing else. The suite
   * itself gives each processor about two threads to run.
   */
  private static double crowd() {
    var machine = ManagementFactory.getOperatingSystemMXBean();
    double threads = machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    return Math.max(1, threads / OWN_THREADS);
  }

  /** What happened, in a few words. */
  String text() {
    return "%s, %s calls, %d extra terminal records, %d re-runs (%d late), %d answers unheard, %d dead letters in time, %d losses, %d changes of owner, %d MiB"
        .formatted(
            answers.endings(),
            noRerun.calls(),
            oneTerminal.repeated(),
            noRerun.reruns(),
            noLateRerun.needless(),
            noRerun.retries(),
            inTime.checked(),
            losses.count(),
            losses.handOvers(),
            memory.peak() / MIB);
  }
}
