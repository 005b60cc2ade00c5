package dev.skyvane.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skyvane.standalone.cluster.Queries;
import dev.skyvane.standalone.process.Context;
import java.math.BigDecimal;
import java.net.URI;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The live tables and bills, as the stream services answer {@code skyvane get}. Thread-safe. A
 * number that is not known is NaN.
 */
final class LiveTables implements AutoCloseable {
  /** What a replay says of itself ends with the hour that it replays. */
  private static final Pattern HOUR =
      Pattern.compile(".*, (\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d):00Z");

  private final Queries latency;
  private final Queries costs;

  LiveTables(Context context) {
    this.latency = new Queries("metrics stream", URI.create(context.queries()));
    this.costs = new Queries("cost stream", URI.create(context.costs()));
  }

  /**
   * A region in the newest minute.
   *
   * @param calls attempts
   * @param p50Ms median of warm in-flight time
   * @param usdPerMillion list cost of a million runs like these
   * @param gramsPerMillion carbon of a million runs like these
   * @param gramsPerKwh intensity of its grid at the newest run
   * @param grid since when that is so, or how it is known
   */
  record Region(
      String id,
      long calls,
      double p50Ms,
      double p99Ms,
      double usdPerMillion,
      double gramsPerMillion,
      double gramsPerKwh,
      String grid) {}

  /** The regions that were called most in the newest minute, the most called first. */
  List<Region> busiest(int most) {
    var cost = byId(costs.ask("/costs?by=region"));
    var carbon = byId(costs.ask("/carbon?by=region"));
    var regions = new ArrayList<Region>();
    for (var row : latency.ask("/latency/regions/minute")) {
      var id = row.path("target").asText();
      if (cost.containsKey(id) && carbon.containsKey(id)) {
        var grid = carbon.get(id);
        regions.add(
            new Region(
                id,
                row.path("minute").path("count").asLong(),
                number(row.path("minute").path("p50Ms")),
                number(row.path("minute").path("p99Ms")),
                perMillion(cost.get(id).path("minute"), "listUsd"),
                perMillion(grid.path("minute"), "grams"),
                number(grid.path("gramsPerKwh")),
                grid(grid)));
      }
    }
    return regions.stream()
        .sorted(Comparator.comparingLong(Region::calls).reversed().thenComparing(Region::id))
        .limit(most)
        .toList();
  }

  /**
   * A deployment in the newest minute.
   *
   * @param ewmaMs moving mean of warm in-flight time
   * @param missed attempts that took longer than their function's objective
   * @param slower whether it is far slower than it was
   */
  record Timed(String id, double ewmaMs, double p99Ms, long missed, boolean slower) {}

  /** The deployments of a function, by id. */
  Map<String, Timed> deployments(String function) {
    var all = new HashMap<String, Timed>();
    for (var row : latency.ask("/latency/deployments?function=" + function)) {
      var id = row.path("target").asText();
      all.put(
          id,
          new Timed(
              id,
              number(row.path("ewmaMs")),
              number(row.path("p99Ms")),
              row.path("sloViolations").asLong(),
              row.path("deviation").asText().equals("SLOWER")));
    }
    return all;
  }

  /**
   * A line of a bill.
   *
   * @param kind as in list, free-tier
   * @param requests runs that it is for
   */
  record BillLine(String kind, String region, String function, long requests, BigDecimal usd) {}

  /** The lines of all tenants' bills of months. */
  List<BillLine> bills(Collection<YearMonth> months) {
    var lines = new ArrayList<BillLine>();
    for (var month : months) {
      for (var bill : costs.ask("/bill?month=" + month)) {
        for (var line : bill.path("lines")) {
          lines.add(
              new BillLine(
                  line.path("line").asText(),
                  line.path("region").asText(),
                  line.path("function").asText(),
                  line.path("requests").asLong(),
                  new BigDecimal(line.path("usd").asText())));
        }
      }
    }
    return lines;
  }

  private static Map<String, JsonNode> byId(JsonNode rows) {
    var byId = new HashMap<String, JsonNode>();
    rows.forEach(row -> byId.put(row.path("id").asText(), row));
    return byId;
  }

  private static double number(JsonNode value) {
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  private static double perMillion(JsonNode sums, String field) {
    long runs = sums.path("requests").asLong();
    return runs == 0 ? Double.NaN : Double.parseDouble(sums.path(field).asText()) / runs * 1e6;
  }

  static String grid(JsonNode row) {
    var hour = HOUR.matcher(row.path("source").asText());
    return hour.matches()
        ? hour.group(1) + " " + hour.group(2)
        : row.path("kind").asText().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public void close() {
    latency.close();
    costs.close();
  }
}
