package dev.skyvane.bench.paper;

import dev.skyvane.catalog.EnergyModel;
import dev.skyvane.router.table.DeploymentView;
import java.util.Set;
import java.util.TreeSet;

/** What calls added up to. Used by one thread. */
public final class Tally {

  private static final double MILLION = 1e6;

  private final Workload workload;
  private final Set<String> regions = new TreeSet<>();
  private long calls;
  private double latencyMs;
  private double latencySquares;
  private double usd;
  private double grams;
  private double fossilGbSeconds;

  Tally(Workload workload) {
    this.workload = workload;
  }

  /**
   * Counts one call.
   *
   * @param ran where it ran, as the world was then
   * @param networkMs its latency without its execution, in ms
   */
  void add(DeploymentView ran, double networkMs) {
    regions.add(ran.region().id());
    calls++;
    latencyMs += networkMs;
    latencySquares += networkMs * networkMs;
    usd += ran.expectedUsd();
    grams += ran.expectedGrams();
    var grid = ran.region().grid();
    fossilGbSeconds +=
        grid == null || grid.fossilShare() == null
            ? Double.NaN
            : EnergyModel.fossilGbSeconds(
                workload.seconds(), workload.gigabytes(), grid.fossilShare());
  }

  /** How many calls there were. */
  public long calls() {
    return calls;
  }

  /** Ids of the regions that were used. */
  public Set<String> regions() {
    return Set.copyOf(regions);
  }

  /** Mean latency without execution, in ms. */
  public double latencyMs() {
    return latencyMs / calls;
  }

  /** Standard deviation of the latency over its mean, in percent. */
  public double latencyCvPercent() {
    double variance = latencySquares / calls - latencyMs() * latencyMs();
    return 100 * Math.sqrt(Math.max(0, variance)) / latencyMs();
  }

  /** List price of a million calls, in USD; NaN where a price is unknown. */
  public double usdPerMillion() {
    return usd / calls * MILLION;
  }

  /** Carbon of a million calls, in gCO2e; NaN where a grid is unknown. */
  public double gramsPerMillion() {
    return grams / calls * MILLION;
  }

  /** FF-GBS of a million calls; NaN where a fossil share is unknown. */
  public double fossilGbSecondsPerMillion() {
    return fossilGbSeconds / calls * MILLION;
  }
}
