package dev.skyvane.bench;

import dev.skyvane.router.intake.OffsetWindow;
import dev.skyvane.router.intake.ProgressCodec;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.ParkedTable;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.parking.Spent;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A partition's bookkeeping with one record that never ends, and many that complete past it in
 * random order: its window, the metadata of its commits, and the table of the parked, to which the
 * stuck one goes by the router's rule, when a quarter of the window is held back.
 *
 * @param completions past the stuck record
 * @param mostSpan most records in the window
 * @param mostMetadata most characters of a commit's metadata
 * @param firstNanos mean time of a completion in the first tenth, in ns
 * @param lastNanos the same in the last tenth
 * @param grownBytes heap in use in the end over that after the first tenth, in B
 */
record StuckWindow(
    int completions,
    int mostSpan,
    int mostMetadata,
    double firstNanos,
    double lastNanos,
    long grownBytes) {
  /** Records of a window, as by default. */
  static final int WINDOW = 16_384;

  private static final int IN_FLIGHT = 256;
  private static final int COMMIT_EVERY = 1_000;
  private static final int PARTS = 10;
  private static final long NEVER = Long.MAX_VALUE;

  static StuckWindow run(int completions, long seed) {
    var run = new Run(seed);
    // The compiler has to know the code before the first tenth.
    new Run(seed).complete(completions / PARTS);
    double first = run.complete(completions / PARTS);
    long before = used();
    run.complete(completions / PARTS * (PARTS - 2));
    double last = run.complete(completions / PARTS);
    long grown = used() - before;
    if (run.parked.size() != 1 || run.window.committable() == 0) {
      throw new IllegalStateException("the stuck record was not parked: " + run.window);
    }
    return new StuckWindow(
        completions / PARTS * PARTS, run.mostSpan, run.mostMetadata, first, last, grown);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static final class Run {
    private final SplittableRandom random;
    private final OffsetWindow window = new OffsetWindow(0);
    private final ParkedTable parked = new ParkedTable();
    private final long[] inFlight = new long[IN_FLIGHT];
    private long next = 1;
    private int mostSpan;
    private int mostMetadata;

    Run(long seed) {
      random = new SplittableRandom(seed);
      window.add(0);
      for (int i = 0; i < IN_FLIGHT; i++) {
        inFlight[i] = next;
        window.add(next++);
      }
    }

    /** Mean time of one, in ns. */
    double complete(int count) {
      long began = System.nanoTime();
      for (int i = 0; i < count; i++) {
        int one = random.nextInt(IN_FLIGHT);
        window.complete(inFlight[one]);
        inFlight[one] = next;
        window.add(next++);
        mostSpan = Math.max(mostSpan, window.size());
        if (parked.size() == 0 && window.heldBack() >= WINDOW / 4) {
          parked.add(0, longCall());
          window.complete(0);
        }
        if (i % COMMIT_EVERY == 0) {
          mostMetadata = Math.max(mostMetadata, ProgressCodec.encode(window.progress()).length());
        }
      }
      return (double) (System.nanoTime() - began) / count;
    }

    private static Parked longCall() {
      return new Parked(
          Reason.LONG_CALL,
          NEVER,
          NEVER,
          1,
          0,
          0,
          900_000,
          "stuck",
          null,
          List.of(),
          List.of(),
          Spent.NOTHING);
    }
  }
}
