package dev.skyvane.bench.paper;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.HourlyCarbon.Reading;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.Region;
import dev.skyvane.router.schedule.Objective;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.Grid;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.FunctionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Months of hourly readings, hour after hour: each client calls once an hour, at the deployment
 * that the policy chooses.
 *
 * <p><b>What is known.</b> A reading of an hour is known when the hour is over: a choice rests on
 * readings that are {@code lagHours} old, of each zone the newest such. What a call costs is
 * reckoned with the reading of its own hour. An hour of which a zone has no reading is not counted,
 * as its carbon would be a guess. {@link #OPTIMUM} chooses with the reading of the hour itself,
 * which nobody has.
 */
public final class Replay {

  /** Name of the strategy that knows the present. */
  public static final String OPTIMUM = "hourly optimum";

  private static final Duration HOUR = Duration.ofHours(1);

  private final Federation federation;
  private final SortedMap<String, NavigableMap<Instant, Reading>> readings;
  private final Setting setting;

  /**
   * How it is run.
   *
   * @param regions ids of the regions
   * @param clients ids of the regions from which calls come
   * @param lagHours age of the readings that choices rest on, in hours
   * @param mostHours after which the replay ends
   * @param windowHours length of the windows in which switches are counted, in hours
   * @param fedPrices see {@link Federation}
   * @param workload of each call
   * @param latency of each call
   */
  public record Setting(
      List<String> regions,
      List<String> clients,
      int lagHours,
      int mostHours,
      int windowHours,
      boolean fedPrices,
      Workload workload,
      LatencyModel latency) {
    public Setting {
      regions = List.copyOf(regions);
      clients = List.copyOf(clients);
    }
  }

  /**
   * What a strategy came to.
   *
   * @param tally of all calls
   * @param switches how often a client went to another region than the hour before, mean over
   *     clients
   * @param inWindows the same by whole windows
   */
  public record Result(Tally tally, double switches, List<Double> inWindows) {}

  /**
   * What a replay came to.
   *
   * @param results by the name of the strategy, in the order asked for; {@link #OPTIMUM} is last
   * @param hours counted
   * @param skipped hours that were not, as a zone had no reading
   */
  public record Results(SequencedMap<String, Result> results, int hours, int skipped) {
    /** The result of a strategy. */
    public Result of(String name) {
      var result = results.get(name);
      if (result == null) {
        throw new IllegalArgumentException("'" + name + "' was not run");
      }
      return result;
    }
  }

  /**
   * A replay.
   *
   * @throws IllegalArgumentException if a region is not in the catalog, or on a grid of which there
   *     are no readings; the message names both
   */
  public Replay(
      Catalog catalog,
      SortedMap<String, NavigableMap<Instant, Reading>> readings,
      Setting setting) {
    this.federation =
        new Federation(catalog, setting.regions(), setting.fedPrices(), setting.workload());
    this.readings = readings;
    this.setting = setting;
    for (var region : federation.regions()) {
      of(region);
    }
  }

  private NavigableMap<Instant, Reading> of(Region region) {
    var hours = region.gridZone() == null ? null : readings.get(region.gridZone());
    if (hours == null) {
      throw new IllegalArgumentException(
          "%s is on the grid %s, of which there are no readings; there are some of %s"
              .formatted(region.id(), region.gridZone(), String.join(", ", readings.keySet())));
    }
    return hours;
  }

  /** Runs strategies side by side, and the optimum. */
  public Results run(List<Strategy> strategies) {
    var runs = new ArrayList<Run>();
    var functions = new HashMap<String, FunctionSpec>();
    for (var strategy : strategies) {
      runs.add(new Run(strategy, "s" + runs.size(), false));
    }
    runs.add(new Run(Strategy.minimize(Objective.CARBON), "s" + runs.size(), true));
    for (var run : runs) {
      functions.put(run.function, federation.function(run.function, run.strategy, List.of()));
    }
    int counted = 0;
    int skipped = 0;
    var newest = new HashMap<String, Grid>();
    var known = new ArrayDeque<WorldView>();
    var end = first().plus(HOUR.multipliedBy(setting.mostHours()));
    for (var hour = first(); !hour.isAfter(last()) && hour.isBefore(end); hour = hour.plus(HOUR)) {
      boolean complete = read(hour, newest);
      var present = federation.world(functions, newest);
      known.addLast(present);
      if (known.size() <= setting.lagHours()) {
        continue;
      }
      var decided = known.removeFirst();
      for (var run : runs) {
        run.hour(hour, run.knowsThePresent ? present : decided, complete ? present : null);
      }
      if (complete) {
        counted++;
      } else {
        skipped++;
      }
    }
    var results = new LinkedHashMap<String, Result>();
    for (var run : runs) {
      results.put(run.knowsThePresent ? OPTIMUM : run.strategy.name(), run.result());
    }
    return new Results(results, counted, skipped);
  }

  private Instant first() {
    return federation.regions().stream()
        .map(region -> of(region).firstKey())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private Instant last() {
    return federation.regions().stream()
        .map(region -> of(region).lastKey())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Puts the readings of an hour over older ones; whether there was one of every region. */
  private boolean read(Instant hour, Map<String, Grid> newest) {
    boolean complete = true;
    for (var region : federation.regions()) {
      var reading = of(region).get(hour);
      if (reading == null) {
        complete = false;
        var before = of(region).floorEntry(hour);
        reading = before == null ? null : before.getValue();
      }
      if (reading != null) {
        newest.put(
            region.id(),
            new Grid(
                String.valueOf(region.gridZone()),
                reading.gramsPerKwh(),
                reading.fossilShare(),
                "measured",
                hour.toEpochMilli()));
      }
    }
    return complete;
  }

  /** One strategy on its way through the hours. */
  private final class Run {
    private final Strategy strategy;
    private final String function;
    private final boolean knowsThePresent;
    private final PlanBook plans;
    private final Tally tally = new Tally(setting.workload());
    private final Map<String, String> before = new HashMap<>();
    private final List<Double> inWindows = new ArrayList<>();
    private long nanos;
    private int hours;
    private int switches;
    private int inWindow;

    Run(Strategy strategy, String function, boolean knowsThePresent) {
      this.strategy = strategy;
      this.function = function;
      this.knowsThePresent = knowsThePresent;
      this.plans = new PlanBook(new Scheduler(setting.latency()), () -> nanos);
    }

    /**
     * One call of each client.
     *
     * @param decided what the choice rests on
     * @param present what the calls cost; null: not known, then they don't count
     */
    void hour(Instant hour, WorldView decided, @Nullable WorldView present) {
      nanos = TimeUnit.SECONDS.toNanos(hour.getEpochSecond());
      for (var client : setting.clients()) {
        var plan =
            plans.plan(Federation.function(decided, function), federation.vantage(client), decided);
        if (plan.size() == 0) {
          throw new IllegalStateException("at " + hour + ": " + plan.explainEmpty());
        }
        var best = plan.candidate(0);
        var region = best.deployment().region().id();
        var last = before.put(client, region);
        if (present == null) {
          continue;
        }
        if (last != null && !last.equals(region)) {
          switches++;
          inWindow++;
        }
        tally.add(
            in(present, best.deployment().id()),
            best.latencyMs() - setting.workload().durationMs());
      }
      if (present != null && ++hours % setting.windowHours() == 0) {
        inWindows.add((double) inWindow / setting.clients().size());
        inWindow = 0;
      }
    }

    private DeploymentView in(WorldView world, String deployment) {
      for (var each : Federation.function(world, function).deployments()) {
        if (each.id().equals(deployment)) {
          return each;
        }
      }
      throw new IllegalStateException("there is no deployment " + deployment);
    }

    Result result() {
      return new Result(
          tally, (double) switches / setting.clients().size(), List.copyOf(inWindows));
    }
  }
}
