package dev.skyvane.cost.bill;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Bills as JSON and back. Amounts are texts, so that no digit is lost. */
public final class BillJson {
  private BillJson() {}

  /** A bill. */
  public static JsonObject of(TenantBill bill) {
    var lines = new JsonArray();
    for (TenantBill.Line line : bill.lines()) {
      lines.add(
          new JsonObject()
              .put("line", BillCsv.word(line.kind()))
              .put("provider", line.provider())
              .put("account", line.account())
              .put("region", line.region())
              .put("function", line.function())
              .put("requests", line.requests())
              .put("usd", line.usd().toPlainString()));
    }
    return new JsonObject()
        .put("month", bill.month())
        .put("tenant", bill.tenant())
        .put("requests", bill.requests())
        .put("unpriced", bill.unpriced())
        .put("estimated", bill.estimated())
        .put("estimatedUsd", bill.estimatedUsd().toPlainString())
        .put("listUsd", bill.usd(TenantBill.Kind.LIST).toPlainString())
        .put("freeTierUsd", bill.usd(TenantBill.Kind.FREE_TIER).toPlainString())
        .put("volumeUsd", bill.usd(TenantBill.Kind.VOLUME).toPlainString())
        .put(
            "dataOutUsd",
            bill.usd(TenantBill.Kind.DATA_OUT)
                .add(bill.usd(TenantBill.Kind.DATA_OUT_CREDIT))
                .toPlainString())
        .put("dataOutInTotal", bill.withDataOut())
        .put("feeUsd", bill.usd(TenantBill.Kind.FEE).toPlainString())
        .put("knownUsd", bill.knownUsd().toPlainString())
        .put("totalUsd", bill.totalUsd().map(BigDecimal::toPlainString).orElse(null))
        .put("unknown", new JsonArray(bill.unknown()))
        .put("lines", lines);
  }

  /** The bill of what {@link #of} gave. */
  public static TenantBill read(JsonObject json) {
    var lines = json.getJsonArray("lines");
    return new TenantBill(
        json.getString("month"),
        json.getString("tenant"),
        IntStream.range(0, lines.size()).mapToObj(i -> line(lines.getJsonObject(i))).toList(),
        json.getLong("requests"),
        json.getLong("unpriced"),
        json.getLong("estimated"),
        new BigDecimal(json.getString("estimatedUsd")),
        List.copyOf(json.getJsonArray("unknown").stream().map(String::valueOf).toList()),
        json.getBoolean("dataOutInTotal"));
  }

  private static TenantBill.Line line(JsonObject json) {
    return new TenantBill.Line(
        TenantBill.Kind.valueOf(json.getString("line").toUpperCase(Locale.ROOT).replace('-', '_')),
        json.getString("account"),
        json.getString("region"),
        json.getString("function"),
        json.getLong("requests"),
        new BigDecimal(json.getString("usd")));
  }
}
