package dev.skyvane.cost.charge;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.price.EgressPrices;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.catalog.price.Usage;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes charges of outcomes. Immutable. */
public final class Pricer {
  private static final Logger log = LoggerFactory.getLogger(Pricer.class);

  /** Longest run, in ms, that metering is believed, as the router has it. */
  private static final double LONGEST_MS = 1e9;

  /** Most digits of a list cost, and most behind its point; the catalog's have some thirty. */
  private static final int MOST_DECIMALS = 100;

  private final EgressPrices egress;
  private final Footprints footprints;

  /** A pricer for the catalog's prices and coefficients. */
  public Pricer(Catalog catalog) {
    this.egress = catalog.egress();
    this.footprints = new Footprints(catalog.energy());
  }

  /**
   * What an attempt costs.
   *
   * @param appendedAt append time of its outcome, ms since 1970-01-01 UTC
   */
  public Charge charge(Outcome outcome, long appendedAt, Places places, Readings readings) {
    Place place = places.place(outcome.getRegion());
    boolean ran = ran(outcome);
    double runMs = ran ? runMs(outcome) : 0;
    RunPrice price = ran ? price(outcome, places) : null;
    return new Charge(
        outcome.getFunction(),
        outcome.getDeployment(),
        outcome.getRegion(),
        outcome.getTenant() == null ? "" : outcome.getTenant(),
        place.account(),
        BillingMonths.of(place.provider(), outcome.getEndedAt().toEpochMilli(), appendedAt),
        appendedAt,
        ran,
        ran && estimated(outcome),
        runMs,
        listUsd(outcome),
        price == null ? null : price.list(),
        price == null ? Usage.NOTHING : usage(price, runMs, outcome.getMemoryUsedMb()),
        ran ? dataOut(outcome) : List.of(),
        ran ? footprints.of(outcome, runMs, places, readings) : Footprint.NONE);
  }

  /** Whether the provider ran the function: what it refused or never got costs nothing. */
  private static boolean ran(Outcome outcome) {
    return switch (outcome.getStatus()) {
      case SUCCESS, FUNCTION_ERROR, TIMEOUT, ABANDONED -> true;
      case THROTTLED, UNAVAILABLE, REJECTED, UNKNOWN ->
          outcome.getMeteringSource() != MeteringSource.UNKNOWN;
    };
  }

  private static boolean estimated(Outcome outcome) {
    return outcome.getMeteringSource() == MeteringSource.ESTIMATED
        || outcome.getStatus() == AttemptStatus.TIMEOUT
        || outcome.getStatus() == AttemptStatus.ABANDONED;
  }

  /** As the router charges: what was billed, else how long it ran, else how long it was away. */
  private static double runMs(Outcome outcome) {
    Long billed = outcome.getBilledMs();
    Double execution = outcome.getExecutionMs();
    double ms = billed != null ? billed : execution != null ? execution : outcome.getInFlightMs();
    return ms >= 0 && ms <= LONGEST_MS ? ms : 0;
  }

  private static @Nullable BigDecimal listUsd(Outcome outcome) {
    String text = outcome.getListCostUsd();
    if (text == null) {
      return null;
    }
    try {
      var usd = new BigDecimal(text);
      if (usd.signum() >= 0
          && usd.scale() >= 0
          && usd.scale() <= MOST_DECIMALS
          && usd.precision() <= MOST_DECIMALS) {
        return usd;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what can't be.
    }
    log.warn(
        "event=list-cost-unreadable attempt={} deployment={}",
        outcome.getAttemptId(),
        outcome.getDeployment());
    return null;
  }

  private static @Nullable RunPrice price(Outcome outcome, Places places) {
    try {
      return places
          .price(
              outcome.getRegion(),
              outcome.getProduct(),
              outcome.getArchitecture(),
              outcome.getMemoryMb(),
              outcome.getVcpu())
          .orElse(null);
    } catch (IllegalArgumentException e) {
      // Without usage there are no credits: the list cost stands.
      return null;
    }
  }

  private static Usage usage(RunPrice price, double runMs, @Nullable Integer usedMb) {
    return price.usage(runMs, usedMb != null && usedMb < 0 ? null : usedMb);
  }

  /** What it read elsewhere, and its result, which goes to where its router stands. */
  private List<Charge.DataOut> dataOut(Outcome outcome) {
    var out = new ArrayList<Charge.DataOut>(2);
    String source = outcome.getDataRegion();
    if (source != null && outcome.getDataBytes() > 0 && !source.equals(outcome.getRegion())) {
      out.add(
          new Charge.DataOut(
              source, outcome.getDataBytes(), list(egress.between(source, outcome.getRegion()))));
    }
    if (outcome.getResultBytes() > 0 && !outcome.getVantage().equals(outcome.getRegion())) {
      out.add(
          new Charge.DataOut(
              outcome.getRegion(),
              outcome.getResultBytes(),
              list(
                  egress.toInternet(
                      outcome.getRegion(), egress.continent(outcome.getVantage()).orElse(null)))));
    }
    return out;
  }

  private static @Nullable PriceList list(Optional<PriceList> known) {
    return known.orElse(null);
  }
}
