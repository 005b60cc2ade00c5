package dev.skyvane.bench;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
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

/** Plans of one function, made from one vantage after another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else.
public class PlanMeasurement {
  private static final int VANTAGES = 64;
  private static final int CONCURRENCY = 1000;

  /** Plans after which the compiler has done its best, however short the rounds. */
  private static final int WARM_UP = 15_000;

  @Param({
    "single",
    "round-robin",
    "minimize-distance",
    "minimize-cost",
    "minimize-carbon",
    "balanced",
    "minimize-usd",
    "mix",
    "constrained",
    "impossible"
  })
  public String policy;

  @Param("64")
  public int deployments;

  @Param("1")
  public long seed;

  private WorldView world;
  private FunctionView function;
  private Vantage[] vantages;
  private Scheduler scheduler;
  private PlanBook book;
  private int next;

  /** Makes the world, and each plan once for those who look them up. */
  @Setup(Level.Trial)
  public void world() {
    var catalog = Catalog.load();
    var planned = PlannedPolicy.valueOf(Names.constant(policy));
    world =
        RoutingWorld.of(catalog, planned.policy(), planned.constraints(), deployments, CONCURRENCY);
    function = world.function(RoutingWorld.FUNCTION).orElseThrow();
    vantages = RoutingWorld.vantages(catalog, seed, VANTAGES);
    scheduler = new Scheduler(catalog.latency());
    book = new PlanBook(scheduler);
    for (var vantage : vantages) {
      planned.check(book.plan(function, vantage, world), deployments);
    }
    for (int i = 0; i < WARM_UP; i++) {
      planned.check(plan(), deployments);
    }
  }

  /** A plan made anew. */
  @Benchmark
  public Plan plan() {
    return scheduler.plan(function, from(), world.version(), next);
  }

  /** A plan that is known already. */
  @Benchmark
  public Plan known() {
    return book.plan(function, from(), world);
  }

  private Vantage from() {
    return vantages[next++ & (VANTAGES - 1)];
  }
}
