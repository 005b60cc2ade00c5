package dev.skyvane.bench;

import dev.skyvane.bench.rig.Charges;
import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.ServiceTime;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.PriceList;
import java.math.BigDecimal;

/**
 * What the first run of VSP's figure 4 must show, where nobody waits for anybody: worked out from
 * service times, slow-down, memory and price list alone, before anything runs.
 *
 * <p>Service times are 981 to 1,060 ms, all as likely, and 250 ms more at the slow provider for 170
 * of 240 s. A call of t ms at 512 MB costs 0.0000002 + t / 1,000 x 0.5 x 0.0000167 USD. Of a
 * hundred calls the dearest but one takes
 *
 * <ul>
 *   <li>1,309 ms if all go to the slow provider: 71 of them are slow, 0.00001113015 USD;
 *   <li>1,308 ms in turn: 35 are slow, 0.0000111218 USD;
 *   <li>1,060 ms by objective, which leaves within 1.42 s (its goal in figure 3): 0.3 are slow,
 *       0.000009051 USD.
 * </ul>
 *
 * So the cut is 18.7 % against the slow provider alone and 18.6 % against taking turns. The paper's
 * 0.0000225, 0.000014 and 0.0000102 USD are 2.67, 1.65 and 1.20 s by this list: 250 ms alone can't
 * make them of calls of a second, so somebody waited there. That is the second run.
 */
record VspFig4Prediction(SlowdownEffort effort) {
  private static final double ONE_PERCENT = 0.01;
  private static final int MB_PER_GB = 1_024;
  private static final int MS_PER_SECOND = 1_000;

  /** In percent of the cost of the other routing. */
  double cutPercent(Routing other) {
    return Costs.cutPercent(p99Usd(Routing.SPREAD), p99Usd(other));
  }

  /** The 99th percentile of a call's cost, in USD. */
  BigDecimal p99Usd(Routing routing) {
    return usd(Charges.vspList(), p99Ms(slowShare(routing)));
  }

  /** The cost of a call, in USD, exact. */
  static BigDecimal usd(PriceList list, int billedMs) {
    return list.usdPer(BilledUnit.REQUEST)
        .add(
            list.usdPer(BilledUnit.GB_SECOND)
                .multiply(BigDecimal.valueOf(billedMs))
                .multiply(BigDecimal.valueOf(ServiceTime.MEMORY_MB))
                .divide(BigDecimal.valueOf((long) MB_PER_GB * MS_PER_SECOND)));
  }

  private double slowShare(Routing routing) {
    var script = effort.script();
    double slowMs = script.until().minus(script.from()).toMillis();
    double share =
        switch (routing) {
          case SINGLE -> slowMs;
          case ROUND_ROBIN -> slowMs / 2;
          case SPREAD ->
              Math.min(slowMs, VspFig3Figures.MOST_DETECTION_SECONDS * MS_PER_SECOND) / 2;
          case CHEAPEST -> throw new IllegalArgumentException("figure 4 has no " + routing.text());
        };
    return share / script.length().toMillis();
  }

  /** The shortest time that at most one call in a hundred is longer than. */
  private int p99Ms(double slowShare) {
    int added = (int) effort.script().addedMs();
    double each = 1.0 / (ServiceTime.LONGEST_MS - ServiceTime.SHORTEST_MS + 1);
    double longer = 0;
    for (int ms = ServiceTime.LONGEST_MS + added; ms > ServiceTime.SHORTEST_MS; ms--) {
      longer += well(ms - added) ? each * slowShare : 0;
      longer += well(ms) ? each * (1 - slowShare) : 0;
      if (longer > ONE_PERCENT) {
        return ms;
      }
    }
    return ServiceTime.SHORTEST_MS;
  }

  private static boolean well(int ms) {
    return ms >= ServiceTime.SHORTEST_MS && ms <= ServiceTime.LONGEST_MS;
  }
}
