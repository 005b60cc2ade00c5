package dev.skyvane.bench;

/**
 * The back end that queues under load in the second run of VSP's figure 4. Its one parameter was
 * fixed by the rule below before any policy was measured with it, and was not fitted to what the
 * paper reports.
 *
 * <p><b>Model.</b> A function has c workers at each provider, as it would have connections to a
 * database there. A call holds one for its service time; others wait in the order in which they
 * came, inside the run that is billed. The slow-down is that of the other run: 250 ms more of
 * service time.
 *
 * <p><b>How many.</b> While it is well, either provider must bear all calls, as one that is used
 * alone does: R = 30 calls/s of 1.0205 s keep 30.6 workers busy on the average (Little's law). To
 * that comes the square root, the usual reserve for chance (square-root staffing: Halfin and Whitt,
 * "Heavy-Traffic Limits for Queues with Many Exponential Servers", Operations Research 29, 1981,
 * with a coefficient of 1): 30.6 + 5.5 = 36.1, so 37.
 *
 * <p><b>What follows.</b> Slow, all calls would keep 30 x 1.2705 = 38.1 workers busy, more than
 * there are: whoever stays waits 38.1 / 37 - 1 = 3.0 % of the time since the slow-down began, 5.1 s
 * at the end of its 170 s. With its service the dearest call but one in a hundred takes 6.3 s
 * there, which is 53 USD a million. Half the calls keep 19.1 busy, so round robin waits for nobody,
 * and has the costs of the other run; so has whoever leaves, as the other provider bears all. The
 * cut must be 83 % against the slow provider alone, and 19 % against taking turns.
 */
final class QueueingBackEnd {
  private QueueingBackEnd() {}

  /**
   * How many workers it has.
   *
   * @param perSecond calls that one provider must bear
   * @param serviceMs mean service time while it is well, in ms
   */
  static int workers(double perSecond, double serviceMs) {
    double busy = perSecond * serviceMs / 1_000;
    return (int) Math.ceil(busy + Math.sqrt(busy));
  }
}
