package dev.skyvane.router.share;

import java.util.Arrays;

/**
 * Divides a limit between routers. A pure function: whoever knows the same demands gets the same
 * shares.
 *
 * <p>Max-min fair: nobody has less than it wants while another has more than one place above it.
 * Where the limit suffices for all, what nobody wants is divided evenly, so that a burst can begin
 * at once. Every router wants at least one place, so that it can begin; where there are more
 * routers than places, only those that want one, and who has none changes with the turn.
 */
final class FairSplit {
  private FairSplit() {}

  /**
   * The shares, in the order of the demands; their sum is the limit, unless there are no routers.
   *
   * @param limit places, at least 0
   * @param demands places that each router wants, at least 0
   * @param turn moves by one which of those that are equal get what can't be divided
   */
  static int[] of(int limit, int[] demands, long turn) {
    int routers = demands.length;
    var shares = new int[routers];
    if (routers == 0) {
      return shares;
    }
    int least = limit >= routers ? 1 : 0;
    long sum = 0;
    for (int i = 0; i < routers; i++) {
      shares[i] = Math.clamp(demands[i], least, limit);
      sum += shares[i];
    }
    if (sum <= limit) {
      int rest = (int) (limit - sum);
      for (int i = 0; i < routers; i++) {
        shares[i] += rest / routers + (inTurn(i, routers, rest % routers, turn) ? 1 : 0);
      }
      return shares;
    }
    int level = level(limit, shares);
    int over = 0;
    long taken = 0;
    for (int share : shares) {
      over += share > level ? 1 : 0;
      taken += Math.min(share, level);
    }
    int rest = (int) (limit - taken);
    int place = 0;
    for (int i = 0; i < routers; i++) {
      if (shares[i] > level) {
        shares[i] = level + (inTurn(place++, over, rest, turn) ? 1 : 0);
      }
    }
    return shares;
  }

  /** The most that each can have of what it wants, if nobody has more than another lacks. */
  private static int level(int limit, int[] wanted) {
    var ascending = wanted.clone();
    Arrays.sort(ascending);
    int left = limit;
    for (int i = 0; i < ascending.length; i++) {
      int each = left / (ascending.length - i);
      if (ascending[i] > each) {
        return each;
      }
      left -= ascending[i];
    }
    return limit;
  }

  private static boolean inTurn(int place, int of, int chosen, long turn) {
    return Math.floorMod(place - Math.floorMod(turn, of), of) < chosen;
  }
}
