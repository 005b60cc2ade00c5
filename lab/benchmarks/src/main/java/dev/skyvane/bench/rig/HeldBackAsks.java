package dev.skyvane.bench.rig;

import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Ordinary calls of 0 to 5 ms, half of them of an ordered function, and among them some that could
 * hold others back: very long ones, and ones of a key that fail or time out again and again. What
 * an index asks for hangs on the seed and the index alone; without troubles the same index asks for
 * an ordinary call.
 *
 * @param seed of everything drawn
 * @param troubles whether there are calls that could hold others back
 * @param longShare share of very long calls
 * @param longMicros how long these take, in us
 * @param poisonEvery one call in so many is of the poison key
 */
record HeldBackAsks(long seed, boolean troubles, double longShare, int longMicros, int poisonEvery)
    implements IntFunction<Ask> {
  /** Not ordered, with a timeout that very long calls keep. */
  static final String PLAIN = "plain";

  /** Ordered by key, with a short timeout. */
  static final String KEYED = "keyed";

  /** Timeout of an attempt of the ordered function, in ms. */
  static final long KEYED_TIMEOUT_MS = 1_000;

  static final int POISON_KEY = 0;
  private static final int KEYS = 200;
  private static final int HANGS_MICROS = 2_000_000;

  @Override
  public Ask apply(int index) {
    var random = new SplittableRandom(seed * 1_000_003 + index);
    int ordinary = random.nextInt(DelayedAsks.MOST_MICROS + 1);
    boolean keyed = random.nextBoolean();
    int key = 1 + random.nextInt(KEYS);
    double which = random.nextDouble();
    if (troubles && poison(index)) {
      // An error at once or, one time in three, no answer in time.
      int delay = index / poisonEvery % 3 == 0 ? HANGS_MICROS : 0;
      return new Ask(KEYED, POISON_KEY, delay, Ask.Ending.FAIL);
    }
    if (troubles && which < longShare) {
      return new Ask(PLAIN, Ask.NO_KEY, longMicros, Ask.Ending.ANSWER);
    }
    return keyed
        ? new Ask(KEYED, key, ordinary, Ask.Ending.ANSWER)
        : new Ask(PLAIN, Ask.NO_KEY, ordinary, Ask.Ending.ANSWER);
  }

  private boolean poison(int index) {
    return index % poisonEvery == poisonEvery / 2;
  }

  /** Whether a call is an ordinary one, also with troubles. */
  boolean ordinary(int index) {
    var ask = new HeldBackAsks(seed, true, longShare, longMicros, poisonEvery).apply(index);
    return ask.healthy() && ask.delayMicros() <= DelayedAsks.MOST_MICROS;
  }
}
