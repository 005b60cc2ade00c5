package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Figure;
import dev.skyvane.standalone.bench.Report;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reports figures, and remembers which goals were missed. Used by one thread. */
final class Findings {
  /**
   * Most bytes per operation of what allocates nothing, in B. The smallest object has 16 B, so at
   * most one operation in 160 may have made one; what JMH itself allocates, some KB a round, is all
   * that there should be.
   */
  static final double NOTHING = 0.1;

  /** Time on the clock over time on a processor from which on others must have had a share. */
  private static final double BUSY = 1.1;

  private static final double NANOS_PER_MICRO = 1_000;
  private static final int BYTE_DECIMALS = 3;
  private static final int MICRO_DECIMALS = 4;
  private static final int PAPER_DECIMALS = 2;

  private final Report report;
  private final List<String> missed = new ArrayList<>();
  private final List<String> missedOnClock = new ArrayList<>();
  private int goals;
  private double widest = Double.NaN;
  private double longest;

  Findings(Report report) {
    this.report = report;
  }

  /** Any figure without a goal. */
  void figure(String what, double value, String unit) {
    report.figure(Figure.of(what, rounded(value, MICRO_DECIMALS), unit));
  }

  /** A figure's median over rounds, with the least and the most of single rounds. */
  void spread(String what, Spread spread, String unit) {
    figure(what, spread.median(), unit);
    figure(what + ", least", spread.least(), unit);
    figure(what + ", most", spread.most(), unit);
  }

  /** Any figure that should be at most so much. */
  void figure(String what, double value, String unit, double most) {
    report(Figure.of(what, rounded(value, MICRO_DECIMALS), unit), most);
  }

  /** Any figure that should be at least so much. */
  void atLeast(String what, double value, String unit, double least) {
    goals++;
    if (value < least) {
      missed.add(what);
    }
    report.figure(
        Figure.of(what, rounded(value, MICRO_DECIMALS), unit).withGoal(">= " + plain(least)));
  }

  /** Any figure, beside what a paper reports and how far from it this is. */
  void besidePaper(String what, double value, String unit, double paper) {
    report.figure(
        Figure.of(what, rounded(value, MICRO_DECIMALS), unit).withPaper(compared(value, paper)));
  }

  /** A figure beside a paper's that should be from one number to another. */
  void besidePaper(
      String what, double value, String unit, double paper, double least, double most) {
    goals++;
    if (!(value >= least && value <= most)) {
      missed.add(what);
    }
    report.figure(
        Figure.of(what, rounded(value, MICRO_DECIMALS), unit)
            .withPaper(compared(value, paper))
            .withGoal(least == most ? "= " + plain(least) : plain(least) + " to " + plain(most)));
  }

  private static String compared(double value, double paper) {
    double over = rounded(value - paper, PAPER_DECIMALS);
    return "%s (ours %s%s)"
        .formatted(plain(rounded(paper, PAPER_DECIMALS)), over < 0 ? "" : "+", plain(over));
  }

  /**
   * Two figures of which one should reach its goal: the first be at least so much, or the other at
   * most so much.
   */
  void either(Reach first, Reach other, boolean reached) {
    goals++;
    if (!reached) {
      missed.add(first.what() + " and " + other.what());
    }
    var goal =
        ">= %s or %s <= %s".formatted(plain(first.goal()), other.what(), plain(other.goal()));
    report.figure(
        Figure.of(first.what(), rounded(first.value(), MICRO_DECIMALS), "x").withGoal(goal));
    report.figure(
        Figure.of(other.what(), rounded(other.value(), MICRO_DECIMALS), "x").withGoal(goal));
  }

  /** A ratio and what it should reach. */
  record Reach(String what, double value, double goal) {}

  /** A mean time without a goal. */
  void time(String what, Measured measured) {
    report.figure(timeOf(what, measured));
  }

  /** A mean time that should be at most so many us. */
  void time(String what, Measured measured, double most) {
    report(timeOf(what, measured), most);
    if (measured.clockNanos() / NANOS_PER_MICRO > most) {
      missedOnClock.add(what);
    }
  }

  /** Bytes allocated per operation, without a goal. */
  void allocated(String what, Measured measured) {
    report.figure(allocationOf(what, measured));
  }

  /** Bytes allocated per operation, which should be none. */
  void nothingAllocated(String what, Measured measured) {
    report(allocationOf(what, measured), NOTHING);
  }

  /** Says how it was measured and which goals were missed. */
  void end(Effort effort, long seed) {
    report.note(
        "each case: "
            + effort.text()
            + ", seed "
            + seed
            + (Double.isNaN(widest)
                ? ""
                : String.format(
                    Locale.ROOT, "; 99.9 %% intervals within %.0f %% of the means", widest)));
    report.note(
        "times are means on a processor; on the clock they were up to "
            + String.format(Locale.ROOT, "%.2f", longest)
            + " times as long"
            + (longest > BUSY ? ", as the machine was busy with something else" : "")
            + (missedOnClock.isEmpty()
                ? "; no goal is missed by that"
                : "; by that are missed: " + String.join("; ", missedOnClock)));
    endOfAll();
  }

  /** Says by what effort it was measured and which goals were missed. */
  void end(String effort, long seed) {
    report.note(effort + ", seed " + seed);
    endOfAll();
  }

  private void endOfAll() {
    report.note(
        String.format(
            Locale.ROOT,
            "on Java %s, %s, %d processors; load average %.1f at the end",
            Runtime.version(),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    if (goals == 0) {
      return;
    }
    report.note(
        missed.isEmpty()
            ? "all %d goals met".formatted(goals)
            : "%d of %d goals missed: %s"
                .formatted(missed.size(), goals, String.join("; ", missed)));
  }

  private Figure timeOf(String what, Measured measured) {
    if (!Double.isNaN(measured.errorNanos())) {
      double percent = 100 * measured.errorNanos() / measured.nanos();
      widest = Double.isNaN(widest) ? percent : Math.max(widest, percent);
    }
    longest = Math.max(longest, measured.clockNanos() / measured.nanos());
    return Figure.of(what, rounded(measured.nanos() / NANOS_PER_MICRO, MICRO_DECIMALS), "us");
  }

  private static Figure allocationOf(String what, Measured measured) {
    return Figure.of(what + ", allocated", rounded(measured.bytes(), BYTE_DECIMALS), "B/op");
  }

  private void report(Figure figure, double most) {
    goals++;
    if (figure.value() > most) {
      missed.add(figure.figure());
    }
    report.figure(figure.withGoal("<= " + plain(most)));
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static double rounded(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
  }
}
