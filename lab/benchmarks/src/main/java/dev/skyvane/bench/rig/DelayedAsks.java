package dev.skyvane.bench.rig;

import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Requests that the provider takes 0 to 5 ms for, drawn uniformly. What an index asks for hangs on
 * the seed and the index alone, so every contender is asked the same.
 *
 * @param seed of delays and keys
 * @param function the function called
 * @param keys how many keys there are; 0: requests have none
 */
record DelayedAsks(long seed, String function, int keys) implements IntFunction<Ask> {
  /** Longest delay, in us. */
  static final int MOST_MICROS = 5_000;

  @Override
  public Ask apply(int index) {
    var random = new SplittableRandom(seed * 1_000_003 + index);
    int delay = random.nextInt(MOST_MICROS + 1);
    return new Ask(
        function, keys == 0 ? Ask.NO_KEY : random.nextInt(keys), delay, Ask.Ending.ANSWER);
  }
}
