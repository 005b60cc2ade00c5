package dev.skyvane.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skyvane.standalone.cluster.Queries;
import dev.skyvane.standalone.terminal.Table;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tables of cost and carbon, and bills, as the cost stream answers them. */
final class CostTables implements AutoCloseable {
  private static final String UNKNOWN = "-";
  private static final MathContext SHOWN = new MathContext(4);
  private static final List<String> COST =
      List.of("attempts", "requests", "unpriced", "estimated", "listUsd", "spendUsd", "gbSeconds");
  private static final List<String> CARBON =
      List.of(
          "requests",
          "unknownCarbon",
          "grams",
          "gramsMeasured",
          "gramsEstimated",
          "gramsForecast",
          "gramsYearlyAverage",
          "transmissionGrams",
          "kilowattHours",
          "fossilGbSeconds");

  private final Queries queries;

  /**
   * @param url of an instance of the cost stream
   */
  CostTables(URI url) {
    this.queries = new Queries("cost stream", url);
  }

  /**
   * Newest cost or carbon.
   *
   * @param kind costs or carbon
   * @param by region, deployment, function, tenant or account
   * @param wanted only this one; null: all
   */
  String show(String kind, String by, @Nullable String wanted, GetCommand.Format format) {
    var rows = new ArrayList<JsonNode>();
    for (var row : queries.ask("/" + kind + "?by=" + encoded(by))) {
      var id = row.path("id").asText();
      if (wanted == null || id.equals(wanted) || id.endsWith(":" + wanted)) {
        rows.add(row);
      }
    }
    boolean costs = kind.equals("costs");
    return switch (format) {
      case JSON -> rows.toString() + "\n";
      case CSV -> csv(rows, costs ? COST : CARBON);
      case TABLE, YAML -> costs ? costTable(by, rows) : carbonTable(by, rows);
    };
  }

  private static String costTable(String by, List<JsonNode> rows) {
    var table =
        Table.of(
            by.toUpperCase(Locale.ROOT),
            ">RUNS/min",
            ">USD/min",
            ">RUNS/month",
            ">LIST USD",
            ">TO PAY USD",
            ">GB-s",
            ">UNPRICED",
            "ACCOUNT");
    for (var row : rows) {
      var month = row.path("month");
      table.row(
          name(row),
          row.path("minute").path("requests").asText(),
          decimal(row.path("minute").path("spendUsd")),
          month.path("requests").asText(),
          decimal(month.path("listUsd")),
          decimal(month.path("spendUsd")),
          decimal(month.path("gbSeconds")),
          month.path("unpriced").asText(),
          row.path("account").asText(UNKNOWN));
    }
    return table.render();
  }

  private static String carbonTable(String by, List<JsonNode> rows) {
    var table =
        Table.of(
            by.toUpperCase(Locale.ROOT),
            ">RUNS/min",
            ">gCO2e/min",
            ">gCO2e/month",
            ">FF-GBS/month",
            ">g/kWh",
            "KNOWN BY",
            ">READING AGE");
    for (var row : rows) {
      var minute = row.path("minute");
      var month = row.path("month");
      table.row(
          name(row),
          minute.path("requests").asText(),
          decimal(minute.path("grams")),
          decimal(month.path("grams")),
          decimal(month.path("fossilGbSeconds")),
          decimal(row.path("gramsPerKwh")),
          row.path("kind").asText().toLowerCase(Locale.ROOT).replace('_', ' '),
          row.path("readingAgeMs").isNumber()
              ? row.path("readingAgeMs").asLong() / 60_000 + "m"
              : UNKNOWN);
    }
    return table.render();
  }

  private static String csv(List<JsonNode> rows, List<String> fields) {
    var text = new StringBuilder("id,window,").append(String.join(",", fields)).append('\n');
    for (var row : rows) {
      for (var window : List.of("minute", "month")) {
        text.append(cell(row.path("id").asText())).append(',').append(window);
        fields.forEach(
            field -> text.append(',').append(cell(row.path(window).path(field).asText())));
        text.append('\n');
      }
    }
    return text.toString();
  }

  /**
   * Bills of a month.
   *
   * @param tenant whose; null: everybody's
   * @param month as in 2026-11; null: this one
   */
  String bill(@Nullable String tenant, @Nullable String month, GetCommand.Format format) {
    var path =
        new StringBuilder("/bill?format=").append(format == GetCommand.Format.CSV ? "csv" : "json");
    if (tenant != null) {
      path.append("&tenant=").append(encoded(tenant));
    }
    if (month != null) {
      path.append("&month=").append(encoded(month));
    }
    var bills = queries.ask(path.toString());
    return switch (format) {
      case CSV -> bills.path("csv").asText();
      case JSON -> bills.toPrettyString() + "\n";
      case TABLE, YAML -> bills(bills);
    };
  }

  private static String bills(JsonNode bills) {
    var text = new StringBuilder();
    for (var bill : bills) {
      var table = Table.of("LINE", "REGION", "FUNCTION", "ACCOUNT", ">RUNS", ">USD");
      for (var line : bill.path("lines")) {
        table.row(
            line.path("line").asText(),
            line.path("region").asText(),
            line.path("function").asText(),
            line.path("account").asText(),
            line.path("requests").asText(),
            line.path("usd").asText());
      }
      table.row(
          "total",
          "",
          "",
          "",
          bill.path("requests").asText(),
          bill.path("totalUsd").asText("unknown"));
      var tenant = bill.path("tenant").asText();
      text.append(tenant.isEmpty() ? "calls without a tenant" : "tenant " + tenant)
          .append(", ")
          .append(bill.path("month").asText())
          .append('\n')
          .append(table.render());
      bill.path("unknown")
          .forEach(why -> text.append("unknown: ").append(why.asText()).append('\n'));
      if (!bill.path("dataOutInTotal").asBoolean()) {
        text.append("data out is not part of the total: no receipt states it (bill.data.out)\n");
      }
      text.append('\n');
    }
    return text.isEmpty() ? "no bills in this month yet\n" : text.toString();
  }

  private static String name(JsonNode row) {
    var id = row.path("id").asText();
    return id.isEmpty() ? "(none)" : id;
  }

  private static String decimal(JsonNode value) {
    return value.isNull() || value.isMissingNode()
        ? UNKNOWN
        : new BigDecimal(value.asText()).round(SHOWN).toPlainString();
  }

  /** RFC 4180: what has a comma, a quote or a line's end stands in quotes. */
  private static String cell(String text) {
    return text.matches("(?s).*[,\"\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    queries.close();
  }
}
