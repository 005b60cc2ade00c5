package dev.skyvane.standalone.demo;

import dev.skyvane.emulator.CloudService;
import dev.skyvane.standalone.demo.Account.Meter;
import dev.skyvane.standalone.demo.LiveTables.BillLine;
import dev.skyvane.standalone.terminal.Table;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the cost stream bills for the demo's runs.
 *
 * @param sums by what the clouds are emulated as
 */
record Bill(Map<CloudService, Sum> sums) {
  /** A bill of runs that are metered for the caller may differ by so much from the meters. */
  static final BigDecimal TOLERANCE = new BigDecimal("0.001");

  /**
   * A sum of a bill's lines.
   *
   * @param runs runs that are on it
   * @param list at list prices, in USD
   * @param credits what is free or cheaper, in USD; not above 0
   * @param fees in USD
   */
  record Sum(long runs, BigDecimal list, BigDecimal credits, BigDecimal fees) {
    static final Sum ZERO = new Sum(0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    static Sum of(BillLine line) {
      var usd = line.usd();
      var none = BigDecimal.ZERO;
      return switch (line.kind()) {
        case "list" -> new Sum(line.requests(), usd, none, none);
        case "free-tier", "volume" -> new Sum(0, none, usd, none);
        case "fee" -> new Sum(0, none, none, usd);
        // Data that left is not in the total: no receipt states it.
        default -> ZERO;
      };
    }

    Sum plus(Sum other) {
      return new Sum(
          runs + other.runs,
          list.add(other.list),
          credits.add(other.credits),
          fees.add(other.fees));
    }

    BigDecimal toPay() {
      return list.add(credits).add(fees);
    }
  }

  Bill {
    sums = Map.copyOf(sums);
  }

  /** Sums the lines of functions. */
  static Bill of(
      Collection<BillLine> lines, Set<String> functions, Function<String, CloudService> service) {
    var sums = new EnumMap<CloudService, Sum>(CloudService.class);
    lines.stream()
        .filter(line -> functions.contains(line.function()))
        .forEach(line -> sums.merge(service.apply(line.region()), Sum.of(line), Sum::plus));
    return new Bill(sums);
  }

  /**
   * Sums the bill of clouds.
   *
   * @param told of those that tell their callers what they meter, or of the others
   */
  Sum sum(boolean told) {
    return sums.entrySet().stream()
        .filter(entry -> entry.getKey().tellsMetering() == told)
        .map(Map.Entry::getValue)
        .reduce(Sum.ZERO, Sum::plus);
  }

  /** All runs. */
  long runs() {
    return sum(true).runs() + sum(false).runs();
  }

  /** How far it is from the meters of the clouds that tell what they meter: 0.001 is 0.1 %. */
  BigDecimal difference(Account account) {
    return difference(sum(true).list(), account.sum(true).usd());
  }

  private static BigDecimal difference(BigDecimal billed, BigDecimal metered) {
    var apart = billed.subtract(metered);
    return apart.signum() == 0
        ? BigDecimal.ZERO
        : metered.signum() == 0 ? BigDecimal.ONE : apart.divide(metered, MathContext.DECIMAL64);
  }

  /** It beside the clouds' own meters: at most 100 columns. */
  String render(Account account) {
    var table =
        Table.of(
            "BILL",
            ">RUNS",
            ">LIST USD",
            ">CREDITS USD",
            ">TO PAY USD",
            ">METERED USD",
            ">DIFFERENCE");
    var told = services(account, true);
    told.forEach(each -> row(table, each.label(), of(each), account.of(each)));
    if (told.size() > 1) {
      row(table, "together", sum(true), account.sum(true));
    }
    services(account, false)
        .forEach(each -> row(table, each.label() + " *", of(each), account.of(each)));
    return table.render();
  }

  private Sum of(CloudService service) {
    return sums.getOrDefault(service, Sum.ZERO);
  }

  private List<CloudService> services(Account account, boolean told) {
    return Stream.of(CloudService.values())
        .filter(each -> each.tellsMetering() == told)
        .filter(each -> of(each).runs() > 0 || account.of(each).runs() > 0)
        .toList();
  }

  private static void row(Table table, String name, Sum sum, Meter meter) {
    table.row(
        name,
        "%,d".formatted(sum.runs()),
        Account.rounded(sum.list()),
        Account.rounded(sum.credits()),
        Account.rounded(sum.toPay()),
        Account.rounded(meter.usd()),
        percent(difference(sum.list(), meter.usd())));
  }

  /** A share in percent with its sign. */
  static String percent(BigDecimal share) {
    return share.signum() == 0
        ? "0 %"
        : String.format(java.util.Locale.ROOT, "%+.2f %%", share.movePointRight(2));
  }
}
