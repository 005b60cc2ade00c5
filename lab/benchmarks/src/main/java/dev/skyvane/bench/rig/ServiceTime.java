package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.emulator.SampleFunction;
import java.util.Random;

/**
 * How long the functions of {@link SlowdownRig} take while their provider is well: some second, so
 * that all are within the objective then, and beyond it once slow.
 */
public final class ServiceTime {
  /** Size of the functions, in MB. */
  public static final int MEMORY_MB = 512;

  /** What a function takes that sleeps for no time, in ms. */
  private static final int AWAKE_MS = (int) SampleFunction.SLEEPY.serviceMs(MEMORY_MB);

  private static final int SHORTEST_SLEEP_MS = 980;
  private static final int LENGTHS = 80;

  /** The shortest service time, in ms. */
  public static final int SHORTEST_MS = SHORTEST_SLEEP_MS + AWAKE_MS;

  /** The longest service time, in ms; all whole ones from the shortest on are equally likely. */
  public static final int LONGEST_MS = SHORTEST_MS + LENGTHS - 1;

  /** The mean service time, in ms. */
  public static final double MEAN_MS = (SHORTEST_MS + LONGEST_MS) / 2.0;

  private ServiceTime() {}

  /** What a caller sends so that a drawn time is taken. */
  static byte[] draw(Random random) {
    return payload(random.nextInt(LENGTHS));
  }

  /** What a caller sends so that the shortest time is taken. */
  static byte[] shortest() {
    return payload(0);
  }

  private static byte[] payload(int longerMs) {
    return ("{\"sleepMs\":" + (SHORTEST_SLEEP_MS + longerMs) + "}").getBytes(US_ASCII);
  }
}
