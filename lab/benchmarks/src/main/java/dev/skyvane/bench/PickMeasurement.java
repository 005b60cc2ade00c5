package dev.skyvane.bench;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.balance.Tried;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * Picks from a plan whose near-optimal set is every deployment, so that a pick looks at all of
 * them: no policy makes it look at more.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickMeasurement {
  /** Nothing was tried, and there is room everywhere. */
  static final String FIRST = "first";

  /** Two deployments were tried before. */
  static final String THIRD = "third";

  /** Every region is at its limit: all candidates are looked at in vain. */
  static final String FULL = "full";

  private static final int BUSY = 40;

  /** Picks after which the compiler has done its best, however short the rounds. */
  private static final int WARM_UP = 100_000;

  private static final int IN_FLIGHT = 256;

  /** The plan, shared by all threads like the loads that it leads to. */
  @State(Scope.Benchmark)
  @SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
  public static class Shared {
    @Param({"least-outstanding", "round-robin", "capacity", "two-choices"})
    public String spread;

    @Param({"19", "64"})
    public int deployments;

    @Param({FIRST, THIRD, FULL})
    public String attempt;

    @Param("1")
    public long seed;

    Plan plan;

    /**
     * Makes the plan with a seeded number of calls in flight. Where there is room, the limits have
     * no bounds: picks are not given back, so their counts only grow, and the least of them is
     * looked for among near equals, as under steady load.
     */
    @Setup(Level.Trial)
    public void plan() {
      var catalog = Catalog.load();
      boolean full = attempt.equals(FULL);
      var world =
          RoutingWorld.of(
              catalog,
              policy(Spread.valueOf(Names.constant(spread))),
              Constraints.newBuilder().build(),
              deployments,
              full ? BUSY : Integer.MAX_VALUE);
      var function = world.function(RoutingWorld.FUNCTION).orElseThrow();
      var vantage = RoutingWorld.vantages(catalog, seed, 1)[0];
      plan =
          new Scheduler(catalog.latency())
              .plan(function, vantage, world.version(), System.nanoTime());
      if (plan.near() != deployments) {
        throw new IllegalStateException(
            "the near-optimal set is " + plan.near() + " of " + deployments + " deployments");
      }
      var random = new Random(seed);
      for (int rank = 0; rank < plan.size(); rank++) {
        var load = plan.candidate(rank).deployment().load();
        int calls = full ? BUSY : random.nextInt(BUSY);
        for (int call = 0; call < calls; call++) {
          // Where deployments share a region, its limit ends this early.
          boolean taken = load.tryAcquire();
          if (!taken) {
            break;
          }
        }
      }
    }

    private static Policy policy(Spread spread) {
      return Policy.newBuilder()
          .setKind(spread == Spread.ROUND_ROBIN ? PolicyKind.ROUND_ROBIN : PolicyKind.MINIMIZE)
          .setWeights(Map.of("carbon", 1.0))
          .setTolerance(1e9)
          .setSpread(spread)
          .build();
    }
  }

  /** What an event loop has of its own: an invocation, after as many attempts as the case says. */
  @State(Scope.Thread)
  public static class Own {
    private final Tried tried = new Tried();
    private int turn;

    /** Marks what was tried. */
    @Setup(Level.Trial)
    public void begin(Shared shared) {
      if (shared.attempt.equals(THIRD)) {
        tried.add(shared.plan.candidate(0).deployment().id());
        tried.add(shared.plan.candidate(shared.plan.size() / 2).deployment().id());
      }
      for (int i = 0; i < WARM_UP; i++) {
        Picker.pick(shared.plan, tried, turn++);
      }
    }
  }

  /** Attempts in flight, the oldest first to end. */
  @State(Scope.Thread)
  public static class InFlight {
    private final Slot[] slots = new Slot[IN_FLIGHT];

    /** Begins them. */
    @Setup(Level.Trial)
    public void begin(Shared shared, Own own) {
      for (int i = 0; i < IN_FLIGHT; i++) {
        slots[i] = take(shared.plan, own);
      }
    }
  }

  /** A pick and nothing else. */
  @Benchmark
  public int pick(Shared shared, Own own) {
    return Picker.pick(shared.plan, own.tried, own.turn++);
  }

  /** The same by two event loops at one time, at the same deployments. */
  @Benchmark
  @Threads(2)
  public int contended(Shared shared, Own own) {
    return Picker.pick(shared.plan, own.tried, own.turn++);
  }

  /**
   * What an attempt does besides its call: it picks, keeps the place in a {@link Slot}, and the
   * oldest of 256 attempts in flight gives its place back.
   */
  @Benchmark
  public void held(Shared shared, Own own, InFlight inFlight) {
    int oldest = own.turn & (IN_FLIGHT - 1);
    inFlight.slots[oldest].close();
    inFlight.slots[oldest] = take(shared.plan, own);
  }

  private static Slot take(Plan plan, Own own) {
    int rank = Picker.pick(plan, own.tried, own.turn++);
    return new Slot(plan.candidate(rank).deployment().load());
  }
}
