package dev.skyvane.standalone.command;

import dev.skyvane.schemas.record.Reply;
import dev.skyvane.standalone.terminal.Table;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Receipts for people. */
final class Receipts {
  private Receipts() {}

  /** The facts of a reply, one a line. */
  static String describe(Reply reply) {
    var table = Table.of("invocation", reply.getInvocationId());
    table.row("status", reply.getStatus() + code(reply));
    var receipt = reply.getReceipt();
    if (receipt == null) {
      return table.render();
    }
    table.row("ran in", text(receipt.getRegion()) + "  (" + text(receipt.getDeployment()) + ")");
    table.row("policy", text(receipt.getPolicy()) + ", seen from " + text(receipt.getVantage()));
    table.row("attempts", Integer.toString(receipt.getAttempts()));
    table.row("queued", millis(receipt.getQueueMs()));
    table.row(
        "in flight",
        millis(receipt.getInFlightMs())
            + " = network "
            + millis(receipt.getNetworkMs())
            + " + execution "
            + millis(receipt.getExecutionMs())
            + (Boolean.TRUE.equals(receipt.getColdStart()) ? " (cold start)" : ""));
    table.row(
        "billed",
        (receipt.getBilledMs() == null ? "unknown" : receipt.getBilledMs() + " ms")
            + " at "
            + (receipt.getMemoryMb() == null ? "unknown" : receipt.getMemoryMb() + " MB"));
    table.row(
        "list cost",
        receipt.getListCostUsd() == null
            ? "unknown"
            : new BigDecimal(receipt.getListCostUsd()).stripTrailingZeros().toPlainString()
                + " USD");
    table.row(
        "carbon",
        number(receipt.getCarbonGrams(), "%.3g gCO2e")
            + ", FF-GBS "
            + number(receipt.getFossilGbSeconds(), "%.3g"));
    table.row(
        "data",
        text(receipt.getDataSource())
            + age(receipt.getDataAgeMs())
            + ", carbon "
            + text(receipt.getCarbonSource())
            + ", plan"
            + age(receipt.getPlanAgeMs()));
    return table.render();
  }

  private static String code(Reply reply) {
    return reply.getErrorCode() == null ? "" : " (" + reply.getErrorCode() + ")";
  }

  private static String text(@Nullable String value) {
    return value == null ? "unknown" : value;
  }

  private static String millis(@Nullable Double ms) {
    return number(ms, "%.1f ms");
  }

  private static String number(@Nullable Double value, String format) {
    return value == null ? "unknown" : String.format(Locale.ROOT, format, value);
  }

  private static String age(@Nullable Long ms) {
    return ms == null ? " of fixed age" : String.format(Locale.ROOT, " %.1f s old", ms / 1e3);
  }
}
