package dev.skyvane.router.dispatch;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.EnergyModel;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.parking.Spent;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Basis;
import dev.skyvane.router.schedule.Data;
import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.Receipt;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation's attempts took so far: outcomes, cost, carbon and the receipt. A run whose
 * price or grid is unknown makes the sum unknown, never smaller (DESIGN 5.10). Used by one loop.
 */
final class Account {
  private static final int LONGEST_MESSAGE = 1_024;
  private static final double MS_PER_SECOND = 1_000;
  private static final double MB_PER_GB = 1_024;

  /** Longest duration, in ms, and most memory, in MB, that metering is believed. */
  private static final double LONGEST_METERED_MS = 1e9;

  private static final int MOST_METERED_MB = 1 << 24;

  private final Request request;
  private final String router;
  private final Catalog catalog;
  private final List<AttemptRecord> attempts;

  /** Attempts of which only the sum is known any more. */
  private final int unlisted;

  private @Nullable BigDecimal cost;
  private double grams;
  private double fossilGbSeconds;
  private @Nullable Outcome last;
  private @Nullable Attempt lastAttempt;
  private double lastQueueMs;

  Account(Request request, String router, Catalog catalog) {
    this(request, router, catalog, Spent.NOTHING, List.of(), 0);
  }

  /**
   * The account of an invocation that was parked.
   *
   * @param spent by all attempts so far
   * @param listed those attempts that are still known
   * @param unlisted how many others there were
   */
  Account(
      Request request,
      String router,
      Catalog catalog,
      Spent spent,
      List<AttemptRecord> listed,
      int unlisted) {
    this.request = request;
    this.router = router;
    this.catalog = catalog;
    this.attempts = new ArrayList<>(listed.size() + 1);
    this.attempts.addAll(listed);
    this.unlisted = unlisted;
    this.cost = spent.listCostUsd();
    this.grams = spent.carbonGrams();
    this.fossilGbSeconds = spent.fossilGbSeconds();
  }

  /** What the attempts so far have cost. */
  Spent spent() {
    return new Spent(cost, grams, fossilGbSeconds);
  }

  /** Books an ended attempt. */
  Outcome book(Attempt attempt, CallResult result, long endedNanos) {
    var deployment = attempt.candidate.deployment();
    var metering = plausible(result.metering());
    double inFlightMs = (endedNanos - attempt.startedNanos()) / 1e6;
    boolean ran = ran(result);
    double runMs = ran ? runMs(metering, inFlightMs) : 0;
    lastQueueMs = Math.max(0, attempt.startedAt() - request.appendedAt());
    var outcome = new Outcome();
    outcome.setAttemptId(attempt.id);
    outcome.setInvocationId(request.id());
    outcome.setAttempt(attempt.number);
    outcome.setFunction(request.function());
    outcome.setDeployment(deployment.id());
    outcome.setRegion(deployment.region().id());
    outcome.setTenant(request.tenant());
    outcome.setRouter(router);
    outcome.setVantage(attempt.plan.vantage() == null ? "" : attempt.plan.vantage().id());
    outcome.setStartedAt(Instant.ofEpochMilli(attempt.startedAt()));
    outcome.setEndedAt(
        Instant.ofEpochMilli(attempt.startedAt()).plusNanos(endedNanos - attempt.startedNanos()));
    outcome.setQueueMs(lastQueueMs);
    outcome.setInFlightMs(inFlightMs);
    outcome.setExecutionMs(metering.executionMs());
    outcome.setNetworkMs(
        metering.executionMs() == null ? null : Math.max(0, inFlightMs - metering.executionMs()));
    outcome.setStatus(status(result));
    outcome.setMessage(message(result));
    outcome.setColdStart(metering.coldStart());
    outcome.setInitMs(metering.initMs());
    outcome.setBilledMs(metering.billedMs());
    outcome.setMemoryMb(deployment.memoryMb());
    outcome.setMemoryUsedMb(metering.memoryUsedMb());
    outcome.setArchitecture(deployment.architecture());
    outcome.setProduct(
        deployment.price() == null || deployment.region().ownPrice() != null
            ? null
            : deployment.price().list().product().id());
    outcome.setVcpu(known(deployment.vcpu()));
    data(outcome, attempt);
    outcome.setMeteringSource(ran ? source(metering) : MeteringSource.UNKNOWN);
    outcome.setMeteringBasis(ran ? basis(metering) : null);
    outcome.setRequestBytes(request.payload().remaining());
    outcome.setResultBytes(
        result instanceof CallResult.Success success ? success.payload().remaining() : 0);
    outcome.setPolicy(attempt.plan.policy());
    outcome.setEstimatedLatencyMs(known(attempt.candidate.latencyMs()));
    outcome.setEstimatedCostUsd(known(deployment.expectedUsd()));
    outcome.setEstimatedCarbonGrams(known(deployment.expectedGrams()));
    outcome.setPlanAgeMs(attempt.plan.ageMs(attempt.startedNanos()));
    charge(outcome, attempt, runMs, ran);
    attempts.add(
        new AttemptRecord(
            attempt.id,
            attempt.number,
            deployment.id(),
            Instant.ofEpochMilli(attempt.startedAt()),
            inFlightMs,
            outcome.getStatus(),
            outcome.getMessage()));
    last = outcome;
    lastAttempt = attempt;
    return outcome;
  }

  private void data(Outcome outcome, Attempt attempt) {
    var usual = attempt.plan.function().spec().getData();
    var region = request.attributes().getOrDefault(Data.REGION, usual.getRegion());
    if (region != null) {
      var bytes = request.attributes().get(Data.BYTES);
      outcome.setDataRegion(region);
      // The plan was made with it, so it is a number.
      outcome.setDataBytes(bytes == null ? usual.getPerCallBytes() : Long.parseLong(bytes.strip()));
    }
  }

  private void charge(Outcome outcome, Attempt attempt, double runMs, boolean ran) {
    var deployment = attempt.candidate.deployment();
    if (!ran) {
      outcome.setListCostUsd("0");
      outcome.setCarbonGrams(0.0);
      return;
    }
    var price = deployment.price();
    if (price == null) {
      cost = null;
    } else {
      var own = price.usd(runMs, outcome.getMemoryUsedMb());
      outcome.setListCostUsd(own.toPlainString());
      cost = cost == null ? null : cost.add(own);
    }
    var grid = deployment.region().grid();
    if (grid == null) {
      grams = Double.NaN;
      fossilGbSeconds = Double.NaN;
      return;
    }
    double own =
        EnergyModel.grams(
            catalog
                .energy()
                .kilowattHours(
                    deployment.region().id(),
                    deployment.architecture(),
                    runMs,
                    deployment.memoryMb(),
                    deployment.vcpu()),
            grid.gramsPerKwh());
    outcome.setCarbonGrams(own);
    grams += own;
    fossilGbSeconds +=
        grid.fossilShare() == null
            ? Double.NaN
            : EnergyModel.fossilGbSeconds(
                runMs / MS_PER_SECOND, deployment.memoryMb() / MB_PER_GB, grid.fossilShare());
  }

  /** The receipt as of now. */
  Receipt receipt() {
    var receipt = new Receipt();
    receipt.setAttempts(unlisted + attempts.size());
    receipt.setListCostUsd(cost == null ? null : cost.toPlainString());
    receipt.setCarbonGrams(known(grams));
    receipt.setFossilGbSeconds(known(fossilGbSeconds));
    receipt.setQueueMs(lastQueueMs);
    if (last != null && lastAttempt != null) {
      receipt.setDeployment(last.getDeployment());
      receipt.setRegion(last.getRegion());
      receipt.setNetworkMs(last.getNetworkMs());
      receipt.setExecutionMs(last.getExecutionMs());
      receipt.setInFlightMs(last.getInFlightMs());
      receipt.setBilledMs(last.getBilledMs());
      receipt.setMemoryMb(last.getMemoryMb());
      receipt.setColdStart(last.getColdStart());
      receipt.setPolicy(last.getPolicy());
      receipt.setVantage(last.getVantage());
      receipt.setPlanAgeMs(last.getPlanAgeMs());
      basis(receipt, lastAttempt);
    }
    return receipt;
  }

  /** What the decision rested on. */
  private void basis(Receipt receipt, Attempt attempt) {
    var outlook = attempt.candidate.outlook();
    receipt.setDataSource(
        outlook.basis() == Basis.CATALOG ? catalog.name() : outlook.basis().text());
    receipt.setDataAgeMs(
        outlook.asOf() == 0 ? null : Math.max(0, attempt.startedAt() - outlook.asOf()));
    var grid = attempt.candidate.deployment().region().grid();
    receipt.setCarbonSource(grid == null ? null : grid.kind());
    receipt.setCarbonAgeMs(
        grid == null || grid.asOf() == 0 ? null : Math.max(0, attempt.startedAt() - grid.asOf()));
  }

  /** Every attempt that is known, in order. */
  List<AttemptRecord> attempts() {
    return List.copyOf(attempts);
  }

  private static boolean ran(CallResult result) {
    return switch (result) {
      case CallResult.Success _, CallResult.FunctionError _, CallResult.TimedOut _ -> true;
      case CallResult.Rejected rejected ->
          rejected.code().equals(CallResult.Rejected.RESULT_TOO_LARGE);
      case CallResult.Throttled _, CallResult.Unavailable _ -> false;
    };
  }

  /**
   * Metering may be a function's own word: what can't be is unknown, so that no word of a function
   * keeps its invocation from an answer.
   */
  private static Metering plausible(Metering metering) {
    var used = metering.memoryUsedMb();
    return new Metering(
        metering.source(),
        millis(metering.executionMs()),
        metering.billedMs() == null || millis(metering.billedMs().doubleValue()) == null
            ? null
            : metering.billedMs(),
        used == null || used < 0 || used > MOST_METERED_MB ? null : used,
        metering.coldStart(),
        millis(metering.initMs()));
  }

  private static @Nullable Double millis(@Nullable Double value) {
    return value != null && value >= 0 && value <= LONGEST_METERED_MS ? value : null;
  }

  private static double runMs(Metering metering, double inFlightMs) {
    if (metering.billedMs() != null) {
      return metering.billedMs();
    }
    return metering.executionMs() != null ? metering.executionMs() : inFlightMs;
  }

  /** What charge and carbon rest on; see the field's description in Outcome. */
  private static String basis(Metering metering) {
    String duration =
        metering.billedMs() != null
            ? "billed"
            : metering.executionMs() != null ? "execution" : "in-flight";
    return "duration="
        + duration
        + (metering.memoryUsedMb() == null ? " memory=configured" : " memory=used")
        + (metering.coldStart() == null ? " cold=unknown" : " cold=metered");
  }

  private static MeteringSource source(Metering metering) {
    if (metering.billedMs() == null && metering.executionMs() == null) {
      return MeteringSource.ESTIMATED;
    }
    return switch (metering.source()) {
      case PROVIDER -> MeteringSource.PROVIDER;
      case HEADER -> MeteringSource.HEADER;
      case PAYLOAD -> MeteringSource.PAYLOAD;
      case NONE -> MeteringSource.ESTIMATED;
    };
  }

  private static AttemptStatus status(CallResult result) {
    return switch (result) {
      case CallResult.Success _ -> AttemptStatus.SUCCESS;
      case CallResult.FunctionError _ -> AttemptStatus.FUNCTION_ERROR;
      case CallResult.Throttled _ -> AttemptStatus.THROTTLED;
      case CallResult.TimedOut _ -> AttemptStatus.TIMEOUT;
      case CallResult.Unavailable _ -> AttemptStatus.UNAVAILABLE;
      case CallResult.Rejected _ -> AttemptStatus.REJECTED;
    };
  }

  private static @Nullable String message(CallResult result) {
    var message =
        switch (result) {
          case CallResult.Success _ -> null;
          case CallResult.FunctionError error -> error.message();
          case CallResult.Throttled throttled -> throttled.message();
          case CallResult.TimedOut timedOut -> timedOut.message();
          case CallResult.Unavailable unavailable -> unavailable.message();
          case CallResult.Rejected rejected -> rejected.code() + ": " + rejected.message();
        };
    return message == null || message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE);
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
