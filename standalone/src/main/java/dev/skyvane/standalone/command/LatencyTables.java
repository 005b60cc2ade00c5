package dev.skyvane.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skyvane.standalone.cluster.Queries;
import dev.skyvane.standalone.terminal.Table;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The live tables of latency, as the metrics stream answers them. */
final class LatencyTables implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNKNOWN = "-";

  /** Columns of the CSV: fields of the record. */
  private static final List<String> FIELDS =
      List.of(
          "target",
          "vantage",
          "updatedAt",
          "count",
          "errors",
          "throttles",
          "timeouts",
          "coldStarts",
          "sloViolations",
          "ewmaMs",
          "p50Ms",
          "p95Ms",
          "p99Ms",
          "p999Ms",
          "networkMs",
          "executionMs",
          "deviation");

  private final Queries queries;

  /**
   * @param queries URL of an instance of the metrics stream
   */
  LatencyTables(URI queries) {
    this.queries = new Queries("metrics stream", queries);
  }

  /** Newest states, of regions first. */
  record States(List<JsonNode> regions, List<JsonNode> deployments) {}

  /**
   * Reads the newest states.
   *
   * @param wanted id of a region or deployment, or the name of a function; null: all
   */
  States read(@Nullable String wanted) {
    return new States(
        chosen(queries.ask("/latency/regions"), wanted),
        chosen(queries.ask("/latency/deployments"), wanted));
  }

  private static List<JsonNode> chosen(JsonNode rows, @Nullable String wanted) {
    var chosen = new ArrayList<JsonNode>();
    for (var row : rows) {
      var target = row.path("target").asText();
      if (wanted == null
          || target.equals(wanted)
          || target.endsWith(":" + wanted)
          || target.startsWith(wanted + "~")) {
        chosen.add(row);
      }
    }
    return chosen;
  }

  static String table(States states, Instant now) {
    var text = new StringBuilder(table("REGION", states.regions(), now));
    return text.append('\n').append(table("DEPLOYMENT", states.deployments(), now)).toString();
  }

  private static String table(String heading, List<JsonNode> rows, Instant now) {
    var table =
        Table.of(
            heading,
            "VANTAGE",
            ">CALLS/min",
            ">p50 ms",
            ">p95 ms",
            ">p99 ms",
            ">EWMA ms",
            ">ERRORS",
            ">COLD",
            ">SLO MISSED",
            ">AGE",
            "STATE");
    for (var row : rows) {
      table.row(
          row.path("target").asText(),
          row.path("vantage").asText(),
          row.path("count").asText(),
          ms(row, "p50Ms"),
          ms(row, "p95Ms"),
          ms(row, "p99Ms"),
          ms(row, "ewmaMs"),
          row.path("errors").asText(),
          row.path("coldStarts").asText(),
          row.path("sloViolations").asText(),
          age(row, now),
          row.path("deviation").asText().toLowerCase(Locale.ROOT).replace("none", ""));
    }
    return table.render();
  }

  private static String ms(JsonNode row, String field) {
    return row.path(field).isNumber()
        ? String.format(Locale.ROOT, "%.1f", row.path(field).asDouble())
        : UNKNOWN;
  }

  private static String age(JsonNode row, Instant now) {
    var seconds =
        Math.max(
            0, Duration.between(Instant.parse(row.path("updatedAt").asText()), now).toSeconds());
    return seconds < 120 ? seconds + "s" : seconds / 60 + "m";
  }

  static String json(States states) {
    var all = JSON.createObjectNode();
    all.set("regions", array(states.regions()));
    all.set("deployments", array(states.deployments()));
    return all.toPrettyString() + "\n";
  }

  private static ArrayNode array(List<JsonNode> rows) {
    return JSON.createArrayNode().addAll(rows);
  }

  static String csv(States states) {
    var text = new StringBuilder(String.join(",", FIELDS)).append('\n');
    for (var rows : List.of(states.regions(), states.deployments())) {
      for (var row : rows) {
        text.append(String.join(",", FIELDS.stream().map(field -> cell(row.path(field))).toList()))
            .append('\n');
      }
    }
    return text.toString();
  }

  /** RFC 4180: what has a comma, a quote or a line's end stands in quotes. */
  private static String cell(JsonNode value) {
    var text = value.isNull() || value.isMissingNode() ? "" : value.asText();
    return text.matches("(?s).*[,\"\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  @Override
  public void close() {
    queries.close();
  }
}
