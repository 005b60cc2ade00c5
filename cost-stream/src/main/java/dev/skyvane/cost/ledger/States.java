package dev.skyvane.cost.ledger;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.FreeTier;
import dev.skyvane.catalog.price.MonthToDate;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.cost.book.Accounts;
import dev.skyvane.cost.book.Dimension;
import dev.skyvane.cost.book.Head;
import dev.skyvane.cost.book.Step;
import dev.skyvane.cost.book.Sums;
import dev.skyvane.cost.book.WindowView;
import dev.skyvane.cost.charge.BillingMonths;
import dev.skyvane.cost.charge.Place;
import dev.skyvane.cost.charge.Places;
import dev.skyvane.schemas.record.CarbonStats;
import dev.skyvane.schemas.record.CostStats;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** Newest states as they are published. Used by one thread. */
final class States {
  private final WindowView windows;
  private final Accounts accounts;

  States(WindowView windows, Accounts accounts) {
    this.windows = windows;
    this.accounts = accounts;
  }

  /**
   * What one more run of a deployment would cost, in USD: NaN where unknown.
   *
   * @param now ms since 1970-01-01 UTC
   */
  double marginalUsd(Places.Target target, long now) {
    RunPrice price = target.price();
    return price == null
        ? Double.NaN
        : marginalUsd(price, month(target.place(), now), expectedMs(target));
  }

  private static double marginalUsd(RunPrice price, MonthToDate month, double expectedMs) {
    return month
        .marginalUsd(price.list(), price.usage(expectedMs, null))
        .map(BigDecimal::doubleValue)
        .orElse(Double.NaN);
  }

  private MonthToDate month(Place place, long now) {
    return accounts.month(place.account(), BillingMonths.at(place.provider(), now));
  }

  /** The mean of recent runs, else what the function expects. */
  private double expectedMs(Places.Target target) {
    double recent =
        windows.head(Dimension.DEPLOYMENT, target.id()).map(Head::runMs).orElse(Double.NaN);
    return Double.isNaN(recent) ? target.expectedMs() : recent;
  }

  CostStats deployment(Places.Target target, long now) {
    var stats = stats(Dimension.DEPLOYMENT, target.id(), target.place(), now);
    RunPrice price = target.price();
    if (price != null) {
      var month = month(target.place(), now);
      double expectedMs = expectedMs(target);
      stats.setExpectedMs(expectedMs);
      stats.setMarginalUsd(known(marginalUsd(price, month, expectedMs)));
      stats.setMarginalListUsd(price.usd(expectedMs, null).doubleValue());
      FreeTier free = price.list().product().free();
      stats.setFreeRequests(month.freeLeft(free, BilledUnit.REQUEST).toPlainString());
      stats.setFreeGbSeconds(month.freeLeft(free, BilledUnit.GB_SECOND).toPlainString());
    }
    return stats;
  }

  CostStats region(Place place, long now) {
    return stats(Dimension.REGION, place.id(), place, now);
  }

  private CostStats stats(Dimension dimension, String id, Place place, long now) {
    YearMonth month = BillingMonths.at(place.provider(), now);
    var stats = CostStats.newBuilder().build();
    Sums sums = windows.month(dimension, id, month);
    stats.setTarget(id);
    stats.setAccount(place.account());
    stats.setMonth(month.toString());
    stats.setRequests(sums.requests());
    stats.setUnpriced(sums.unpriced());
    stats.setListCostUsd(money(sums, sums.listUsd()));
    stats.setEstimatedUsd(money(sums, sums.estimatedUsd()));
    windows
        .head(dimension, id)
        .ifPresent(
            head -> {
              Sums window = windows.at(dimension, id, Step.MINUTE, head.updatedAt());
              stats.setUpdatedAt(Instant.ofEpochMilli(head.updatedAt()));
              stats.setWindowFrom(start(head));
              stats.setWindowMs(Step.MINUTE.lengthMs());
              stats.setWindowRequests(window.requests());
              stats.setWindowListUsd(money(window, window.listUsd()));
              stats.setWindowSpendUsd(money(window, window.spendUsd()));
            });
    return stats;
  }

  CarbonStats carbon(String region) {
    var stats = CarbonStats.newBuilder().build();
    stats.setTarget(region);
    windows
        .head(Dimension.REGION, region)
        .ifPresent(
            head -> {
              Sums window = windows.at(Dimension.REGION, region, Step.MINUTE, head.updatedAt());
              var grid = head.intensity();
              boolean nothingKnown = window.requests() > 0 && !anyCarbon(window);
              stats.setUpdatedAt(Instant.ofEpochMilli(head.updatedAt()));
              stats.setWindowFrom(start(head));
              stats.setWindowMs(Step.MINUTE.lengthMs());
              stats.setRequests(window.requests());
              stats.setUnknown(window.unknownCarbon());
              stats.setGrams(nothingKnown ? null : window.grams().sum());
              stats.setTransmissionGrams(window.transmissionGrams());
              stats.setKilowattHours(window.kilowattHours());
              stats.setFossilGbSeconds(
                  nothingKnown || Double.isNaN(grid.fossilShare())
                      ? null
                      : window.fossilGbSeconds());
              stats.setGramsPerKwh(known(grid.gramsPerKwh()));
              stats.setKind(grid.kind());
              stats.setReadingAgeMs(grid.ageMs() < 0 ? null : grid.ageMs());
              stats.setSource(grid.source());
            });
    return stats;
  }

  private static boolean anyCarbon(Sums window) {
    return window.unknownCarbon() < window.requests();
  }

  private static Instant start(Head head) {
    return Instant.ofEpochMilli(
        head.updatedAt() - Math.floorMod(head.updatedAt(), Step.MINUTE.lengthMs()));
  }

  /** Absent where no list cost of any run is known. */
  private static @Nullable String money(Sums sums, BigDecimal usd) {
    return sums.requests() > 0 && sums.unpriced() == sums.requests() ? null : usd.toPlainString();
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
