package dev.skyvane.cost.bill;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bills as comma-separated values (RFC 4180), a row for each line and one for each total. */
public final class BillCsv {
  private static final String HEADER =
      "month,tenant,line,provider,account,region,function,requests,usd";

  private BillCsv() {}

  /** The text of some bills. A total that is unknown is an empty field. */
  public static String of(List<TenantBill> bills) {
    var text = new StringBuilder(HEADER).append("\r\n");
    for (TenantBill bill : bills) {
      for (TenantBill.Line line : bill.lines()) {
        row(
            text,
            bill.month(),
            bill.tenant(),
            word(line.kind()),
            line.provider(),
            line.account(),
            line.region(),
            line.function(),
            Long.toString(line.requests()),
            line.usd().toPlainString());
      }
      row(
          text,
          bill.month(),
          bill.tenant(),
          "total",
          "",
          "",
          "",
          "",
          Long.toString(bill.requests()),
          bill.totalUsd().map(BigDecimal::toPlainString).orElse(""));
    }
    return text.toString();
  }

  /** A kind as texts have it, as in {@code free-tier}. */
  static String word(TenantBill.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void row(StringBuilder text, String... fields) {
    text.append(Stream.of(fields).map(BillCsv::field).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String field(String text) {
    return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
