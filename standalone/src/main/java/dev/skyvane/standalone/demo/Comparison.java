package dev.skyvane.standalone.demo;

import dev.skyvane.standalone.terminal.Table;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table at the end. */
final class Comparison {
  private Comparison() {}

  /** A line per policy, with the difference against the first. */
  static String render(Map<Contender, Score> scores) {
    var table =
        Table.of(
            "POLICY",
            ">REGIONS",
            "MOSTLY IN",
            ">p50 ms",
            ">",
            ">p99 ms",
            ">",
            ">USD/M",
            ">",
            ">gCO2e/M",
            ">");
    Score base = null;
    for (var contender : Contender.ALL) {
      var score = scores.getOrDefault(contender, new Score());
      base = base == null ? score : base;
      table.row(
          contender.title(),
          Integer.toString(score.regions()),
          score.top(2).stream()
              .map(entry -> shortName(entry.getKey()) + " " + entry.getValue() + " %")
              .collect(Collectors.joining(", ")),
          number(score.latencyMs(0.5)),
          change(score.latencyMs(0.5), base.latencyMs(0.5)),
          number(score.latencyMs(0.99)),
          change(score.latencyMs(0.99), base.latencyMs(0.99)),
          String.format(Locale.ROOT, "%.2f", score.usdPerMillion()),
          change(score.usdPerMillion(), base.usdPerMillion()),
          String.format(Locale.ROOT, "%.2f", score.gramsPerMillion()),
          change(score.gramsPerMillion(), base.gramsPerMillion()));
    }
    return table.render();
  }

  /** A change in percent with its sign; empty against itself. */
  static String change(double value, double base) {
    if (value == base || base == 0 || Double.isNaN(value) || Double.isNaN(base)) {
      return "";
    }
    return String.format(Locale.ROOT, "%+.0f %%", 100 * (value / base - 1));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.0f", value);
  }

  private static String shortName(String region) {
    return region.startsWith("aws:") ? region.substring("aws:".length()) : region;
  }
}
