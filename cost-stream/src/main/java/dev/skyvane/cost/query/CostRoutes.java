package dev.skyvane.cost.query;

import static dev.skyvane.stream.query.Parameter.optional;
import static dev.skyvane.stream.query.Parameter.withDefault;

import dev.skyvane.cost.bill.BillCsv;
import dev.skyvane.cost.bill.BillJson;
import dev.skyvane.cost.bill.Billing;
import dev.skyvane.cost.book.FreeUse;
import dev.skyvane.cost.ledger.CostTopology;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.stream.query.Parameter;
import dev.skyvane.stream.query.QueryException;
import dev.skyvane.stream.query.Request;
import dev.skyvane.stream.query.Route;
import dev.skyvane.stream.query.Rows;
import dev.skyvane.stream.query.Schemas;
import dev.skyvane.stream.query.Shard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;

/** All routes of the service. Thread-safe. */
public final class CostRoutes {
  private static final Parameter MONTH =
      optional(
          "month", new Parameter.Kind.Text(), "Billing month, as in 2026-11; default: this one.");

  private final Billing billing;
  private final Deserializer<BillItem> items;
  private final Payers payers;

  /** Routes whose bills are made so. */
  public CostRoutes(Billing billing, Deserializer<BillItem> items, Payers payers) {
    this.billing = billing;
    this.items = items;
    this.payers = payers;
  }

  /** The routes. */
  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.addAll(WindowRoutes.costs(payers));
    routes.addAll(WindowRoutes.carbon(payers));
    routes.add(
        Route.everywhere(
            "/bill",
            "Bills of a month by tenant, from what is committed.",
            List.of(
                MONTH,
                optional(
                    "tenant",
                    new Parameter.Kind.Text(),
                    "Whose; '-': what named none; default: everybody's."),
                withDefault(
                    "format",
                    new Parameter.Kind.OneOf(List.of("json", "csv")),
                    "json",
                    "csv: data has one text, csv.")),
            new JsonObject()
                .put(
                    "description",
                    "A list of bills; with format=csv an object with the text csv. Amounts are"
                        + " exact decimals; totalUsd is null where a part is unknown."),
            _ -> CostTopology.BILL_ITEMS,
            this::bills,
            CostRoutes::answer));
    routes.add(
        Route.everywhere(
            "/free-tier",
            "What accounts have used of what is free in a month.",
            List.of(MONTH),
            Schemas.array(
                Schemas.object(
                    Map.of(
                        "account", Schemas.text("Account at the provider."),
                        "pool", Schemas.text("Product that shares it."),
                        "unit", Schemas.text("What is free."),
                        "granted", Schemas.text("Units a month, decimal."),
                        "used", Schemas.text("Units so far, decimal."),
                        "left", Schemas.text("Units still free, decimal.")))),
            _ -> CostTopology.BOOKS,
            CostRoutes::freeUse,
            (_, rows) -> new JsonArray(rows)));
    return routes;
  }

  private static YearMonth month(Request request) {
    var text = request.optional("month");
    try {
      return text.isPresent() ? YearMonth.parse(text.get()) : YearMonth.now(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw QueryException.bad("month='" + text.orElse("") + "' must be a month as in 2026-11");
    }
  }

  private Rows bills(Request request, Shard shard) {
    String month = month(request).toString();
    var found = new ArrayList<BillItem>();
    var store = shard.<String, byte[]>keyValue(CostTopology.BILL_ITEMS);
    try (var range = store.prefixScan(month + "/", new StringSerializer())) {
      range.forEachRemaining(entry -> found.add(items.deserialize("", entry.value)));
    }
    var tenant = request.optional("tenant").map(text -> text.equals("-") ? "" : text);
    return new Rows(
        billing.bills(month, found).stream()
            .filter(bill -> tenant.isEmpty() || tenant.get().equals(bill.tenant()))
            .map(BillJson::of)
            .toList(),
        0);
  }

  private static Object answer(Request request, List<JsonObject> rows) {
    var tenant = request.optional("tenant");
    if (rows.isEmpty() && tenant.isPresent()) {
      throw QueryException.notFound(
          "tenant '%s' has no bill for %s; /bill?month=%s lists those who have"
              .formatted(tenant.get(), month(request), month(request)));
    }
    return request.text("format").equals("csv")
        ? new JsonObject().put("csv", BillCsv.of(rows.stream().map(BillJson::read).toList()))
        : new JsonArray(rows);
  }

  private static Rows freeUse(Request request, Shard shard) {
    var rows =
        FreeUse.of(shard.<Bytes, byte[]>keyValue(CostTopology.BOOKS), month(request)).stream()
            .map(
                use ->
                    new JsonObject()
                        .put("account", use.account())
                        .put("pool", use.pool())
                        .put("unit", use.unit().text())
                        .put("granted", use.granted().toPlainString())
                        .put("used", use.used().toPlainString())
                        .put("left", use.left().toPlainString()))
            .toList();
    return new Rows(rows, 0);
  }
}
