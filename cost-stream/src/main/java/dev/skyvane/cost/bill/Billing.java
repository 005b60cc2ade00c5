package dev.skyvane.cost.bill;

import dev.skyvane.cost.bill.TenantBill.Kind;
import dev.skyvane.cost.bill.TenantBill.Line;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.BillItemKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes the bills of a month. Credits belong to the account: each unit's is divided among all that
 * used that unit at that price list, in proportion to their use, so that who used half of it has
 * half of what is free, whoever came first.
 */
public final class Billing {
  private static final Comparator<Line> ORDER =
      Comparator.comparing(Line::account)
          .thenComparing(Line::region)
          .thenComparing(Line::function)
          .thenComparing(Line::kind);

  private static final Comparator<BillItem> ITEMS =
      Comparator.comparing(BillItem::getAccount)
          .thenComparing(BillItem::getRegion)
          .thenComparing(BillItem::getFunction)
          .thenComparing(Billing::tenant)
          .thenComparing(BillItem::getProduct)
          .thenComparing(BillItem::getSubject)
          .thenComparing(BillItem::getUnit)
          .thenComparing(BillItem::getKind);

  private final Fee fee;
  private final boolean withDataOut;

  /**
   * Billing by these terms.
   *
   * @param withDataOut whether data that left a region is part of totals; it is shown in any case
   */
  public Billing(Fee fee, boolean withDataOut) {
    this.fee = fee;
    this.withDataOut = withDataOut;
  }

  /**
   * The bills of a month, by tenant.
   *
   * @param items all of the month, of every tenant and account
   */
  public List<TenantBill> bills(String month, Collection<BillItem> items) {
    var ordered =
        items.stream().filter(item -> item.getMonth().equals(month)).sorted(ITEMS).toList();
    Map<BillItem, Map<Kind, BigDecimal>> credits = credits(ordered);
    var byTenant =
        ordered.stream()
            .filter(item -> item.getKind() != BillItemKind.CREDIT)
            .collect(Collectors.groupingBy(Billing::tenant, TreeMap::new, Collectors.toList()));
    var beyond =
        ordered.stream().filter(BillItem::getBeyondKnownTiers).map(Billing::priceList).toList();
    var bills = new ArrayList<TenantBill>();
    byTenant.forEach((tenant, theirs) -> bills.add(bill(month, tenant, theirs, credits, beyond)));
    return bills;
  }

  private TenantBill bill(
      String month,
      String tenant,
      List<BillItem> items,
      Map<BillItem, Map<Kind, BigDecimal>> credits,
      List<String> beyond) {
    var lines = new TreeMap<Line, Line>(ORDER);
    var unknown = new TreeSet<String>();
    long requests = 0;
    long unpriced = 0;
    long estimated = 0;
    BigDecimal estimatedUsd = BigDecimal.ZERO;
    for (BillItem item : items) {
      boolean use = item.getKind() == BillItemKind.USE;
      add(
          lines,
          line(
              item,
              use ? Kind.LIST : Kind.DATA_OUT,
              item.getRequests() - (use ? item.getUnpriced() : 0),
              new BigDecimal(item.getListUsd())));
      credits
          .getOrDefault(item, Map.of())
          .forEach((kind, usd) -> add(lines, line(item, kind, 0, usd.negate())));
      if (use) {
        requests += item.getRequests();
        unpriced += item.getUnpriced();
        estimated += item.getEstimated();
        estimatedUsd = estimatedUsd.add(new BigDecimal(item.getEstimatedUsd()));
      }
      if (item.getUnpriced() > 0 && (use || withDataOut)) {
        unknown.add(
            "%d %s of %s in %s had no known price"
                .formatted(
                    item.getUnpriced(),
                    use ? "attempts" : "transfers",
                    item.getFunction(),
                    item.getRegion()));
      }
      if ((use || withDataOut) && beyond.contains(priceList(item))) {
        unknown.add(
            "%s in account %s went beyond the volume tiers whose price is known"
                .formatted(item.getSubject(), item.getAccount()));
      }
    }
    lines.values().removeIf(line -> line.usd().signum() == 0 && line.kind() != Kind.LIST);
    var all = new ArrayList<>(lines.values());
    BigDecimal net =
        all.stream()
            .filter(line -> withDataOut || !TenantBill.ofDataOut(line.kind()))
            .map(Line::usd)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal onTop = fee.usd(net, requests);
    if (onTop.signum() != 0) {
      all.add(new Line(Kind.FEE, "", "", "", requests, onTop));
    }
    return new TenantBill(
        month,
        tenant,
        all,
        requests,
        unpriced,
        estimated,
        estimatedUsd,
        List.copyOf(unknown),
        withDataOut);
  }

  private static void add(Map<Line, Line> lines, Line line) {
    lines.merge(
        line,
        line,
        (before, more) ->
            new Line(
                before.kind(),
                before.account(),
                before.region(),
                before.function(),
                before.requests() + more.requests(),
                before.usd().add(more.usd())));
  }

  private static Line line(BillItem item, Kind kind, long requests, BigDecimal usd) {
    return new Line(kind, item.getAccount(), item.getRegion(), item.getFunction(), requests, usd);
  }

  /** Each item's shares of credits, in USD, 0 or more. */
  private static Map<BillItem, Map<Kind, BigDecimal>> credits(List<BillItem> items) {
    var users =
        items.stream()
            .filter(item -> item.getKind() != BillItemKind.CREDIT)
            .collect(Collectors.groupingBy(Billing::priceList));
    var credits = new LinkedHashMap<BillItem, Map<Kind, BigDecimal>>();
    for (BillItem credit : items) {
      if (credit.getKind() != BillItemKind.CREDIT) {
        continue;
      }
      var weights = new LinkedHashMap<BillItem, BigDecimal>();
      for (BillItem user : users.getOrDefault(priceList(credit), List.of())) {
        String quantity = user.getQuantities().get(credit.getUnit());
        if (quantity != null) {
          weights.put(user, new BigDecimal(quantity));
        }
      }
      divide(new BigDecimal(credit.getFreeUsd()), Kind.FREE_TIER, weights, credits);
      divide(new BigDecimal(credit.getVolumeUsd()), Kind.VOLUME, weights, credits);
    }
    return credits;
  }

  private static void divide(
      BigDecimal usd,
      Kind kind,
      Map<BillItem, BigDecimal> weights,
      Map<BillItem, Map<Kind, BigDecimal>> credits) {
    if (usd.signum() == 0) {
      return;
    }
    Shares.of(usd, weights)
        .forEach(
            (item, share) ->
                credits
                    .computeIfAbsent(item, _ -> new TreeMap<>())
                    .merge(
                        item.getKind() == BillItemKind.USE ? kind : Kind.DATA_OUT_CREDIT,
                        share,
                        BigDecimal::add));
  }

  private static String tenant(BillItem item) {
    return item.getTenant() == null ? "" : item.getTenant();
  }

  private static String priceList(BillItem item) {
    return String.join("\n", item.getAccount(), item.getProduct(), item.getSubject());
  }
}
