package dev.skyvane.standalone.demo;

import dev.skyvane.standalone.demo.LiveTables.Region;
import dev.skyvane.standalone.terminal.Table;
import java.util.List;
import java.util.Locale;

/** The live tables of regions, as they are shown while the demo works, in at most 100 columns. */
final class RegionView {
  private static final String UNKNOWN = "-";

  private RegionView() {}

  /** A line per region; nothing where there is none. */
  static String render(List<Region> regions) {
    if (regions.isEmpty()) {
      return "";
    }
    var table =
        Table.of(
            "NEWEST MINUTE OF",
            ">CALLS",
            ">p50 ms",
            ">p99 ms",
            ">USD/M",
            ">gCO2e/M",
            ">g/kWh",
            "GRID AS OF (UTC)");
    for (var region : regions) {
      table.row(
          region.id(),
          Long.toString(region.calls()),
          number("%.0f", region.p50Ms()),
          number("%.0f", region.p99Ms()),
          number("%.2f", region.usdPerMillion()),
          number("%.2f", region.gramsPerMillion()),
          number("%.0f", region.gramsPerKwh()),
          region.grid());
    }
    return table.render().stripTrailing();
  }

  /** A number, or a dash where it is not known. */
  static String number(String format, double value) {
    return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, format, value);
  }
}
