package dev.skyvane.router.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.FreeTier;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.Product;
import dev.skyvane.catalog.price.Rate;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.ReplyAddress;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Data;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sums against numbers worked out by hand. */
class AccountTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final double PER_GB_SECOND = 0.0000166667;

  /** Lambda's list price of x86_64: by the ms, memory as configured unless it is metered. */
  static PriceList price(boolean dynamic) {
    return new PriceList(
        "test",
        new Product("test", "Test", 1, 1, dynamic, 128, FreeTier.NONE),
        Map.of(
            BilledUnit.REQUEST, Rate.flat(new BigDecimal("0.0000002")),
            BilledUnit.GB_SECOND, Rate.flat(new BigDecimal("0.0000166667"))),
        "test",
        "");
  }

  private final Account account =
      new Account(
          new Request(
              new Coordinate("t", 0, 0),
              "id",
              "resize",
              "acme",
              ByteBuffer.wrap("input".getBytes(UTF_8)),
              null,
              null,
              null,
              System.currentTimeMillis(),
              Need.NONE,
              null,
              new ReplyAddress("r", false, null, ReplyAddress.Format.PLAIN, null, null),
              Map.of(Data.REGION, "aws:eu-west-1", Data.BYTES, " 4096"),
              new ConsumerRecord<>("t", 0, 0, null, null)),
          "router-1",
          CATALOG);

  /** 1024 MB, one vCPU, on a grid of 100 g/kWh of which half is fossil. */
  private static Sketch known() {
    return Sketch.of("d").memory(1024).usd(1).price(price(false)).grid(100, 0.5);
  }

  private Outcome book(Sketch place, CallResult result) {
    var plan =
        new Scheduler(LatencyModel.fitted())
            .plan(
                Sketch.function(Sketch.minimize("cost").build(), new Loads(), List.of(place)),
                null,
                1,
                0);
    plan.candidate(0).deployment().load().tryAcquire();
    var attempt = new Attempt("a", 1, plan, plan.candidate(0), 60_000);
    return account.book(attempt, result, attempt.startedNanos() + 80_000_000);
  }

  private static Metering metered(@Nullable Double execution, @Nullable Long billed) {
    return new Metering(Metering.Source.PROVIDER, execution, billed, 200, true, 3.5);
  }

  private static CallResult success(Metering metering) {
    return new CallResult.Success(ByteBuffer.allocate(7), null, metering);
  }

  @Test
  void aRunCostsWhatWasBilled() {
    var outcome = book(known(), success(metered(49.2, 50L)));
    // 0.0000002 + 0.050 s · 1 GB · 0.0000166667
    assertEquals(
        0, new BigDecimal("0.000001033335").compareTo(new BigDecimal(outcome.getListCostUsd())));
    assertEquals(AttemptStatus.SUCCESS, outcome.getStatus());
    assertEquals(MeteringSource.PROVIDER, outcome.getMeteringSource());
    assertEquals("duration=billed memory=used cold=metered", outcome.getMeteringBasis());
    assertEquals(80, outcome.getInFlightMs());
    assertEquals(30.8, outcome.getNetworkMs(), 1e-9);
    assertEquals(5, outcome.getRequestBytes());
    assertEquals(7, outcome.getResultBytes());
    assertEquals("acme", outcome.getTenant());
    assertEquals(1.0, outcome.getVcpu());
    assertEquals("aws:eu-west-1", outcome.getDataRegion());
    assertEquals(4_096, outcome.getDataBytes());
    var receipt = account.receipt();
    assertEquals(outcome.getListCostUsd(), receipt.getListCostUsd());
    // FF-GBS: 0.050 s · 1 GB · 0.5
    assertEquals(0.025, receipt.getFossilGbSeconds(), 1e-12);
    // AWS: 1.135 · (2.12 W / 1000 + 1 GB · 0.000392) kW · 50 ms / 3,600,000 · 100 g
    assertEquals(
        1.135 * (2.12 / 1000 + 0.000392) * 50 / 3_600_000 * 100, receipt.getCarbonGrams(), 1e-9);
    assertEquals(1, receipt.getAttempts());
    assertEquals(50L, receipt.getBilledMs());
  }

  @Test
  void everyAttemptThatRanIsInTheSum() {
    book(
        known(),
        new CallResult.FunctionError(ByteBuffer.allocate(0), null, "x", metered(9.0, 10L)));
    book(known(), new CallResult.Throttled("slow", null));
    book(known(), new CallResult.Unavailable("down", null));
    book(known(), success(metered(19.0, 20L)));
    // Two requests, 30 ms of one GB.
    assertEquals(
        2 * 0.0000002 + 0.030 * PER_GB_SECOND,
        Double.parseDouble(account.receipt().getListCostUsd()),
        1e-15);
    assertEquals(0.015, account.receipt().getFossilGbSeconds(), 1e-12);
    assertEquals(4, account.receipt().getAttempts());
    assertEquals(
        List.of(
            AttemptStatus.FUNCTION_ERROR,
            AttemptStatus.THROTTLED,
            AttemptStatus.UNAVAILABLE,
            AttemptStatus.SUCCESS),
        account.attempts().stream().map(attempt -> attempt.getStatus()).toList());
  }

  @Test
  void whatRanNothingCostsNothing() {
    for (var result :
        List.of(
            new CallResult.Throttled("slow", null),
            new CallResult.Rejected(CallResult.Rejected.FORBIDDEN, "no"))) {
      var outcome = book(Sketch.of("d").usd(1), result);
      assertEquals("0", outcome.getListCostUsd());
      assertEquals(0.0, outcome.getCarbonGrams());
      assertEquals(MeteringSource.UNKNOWN, outcome.getMeteringSource());
      assertNull(outcome.getMeteringBasis());
    }
    assertEquals("0", account.receipt().getListCostUsd(), "known even without a price list");
  }

  @Test
  void aTimeoutIsEstimatedFromItsTimeInFlight() {
    var outcome = book(known(), new CallResult.TimedOut("no answer"));
    assertEquals(MeteringSource.ESTIMATED, outcome.getMeteringSource());
    assertEquals("duration=in-flight memory=configured cold=unknown", outcome.getMeteringBasis());
    assertEquals(
        0.0000002 + 0.080 * PER_GB_SECOND, Double.parseDouble(outcome.getListCostUsd()), 1e-15);
  }

  @Test
  void aResultThatWasTooLargeRanAndIsBilled() {
    var outcome =
        book(
            known(),
            new CallResult.Rejected(
                CallResult.Rejected.RESULT_TOO_LARGE, "large", metered(9.5, 10L)));
    assertEquals(AttemptStatus.REJECTED, outcome.getStatus());
    assertEquals(
        0.0000002 + 0.010 * PER_GB_SECOND, Double.parseDouble(outcome.getListCostUsd()), 1e-15);
    assertEquals(MeteringSource.PROVIDER, outcome.getMeteringSource());
  }

  @Test
  void anUnknownPriceMakesTheSumUnknownForGood() {
    book(known(), new CallResult.TimedOut("x"));
    var unknown =
        book(Sketch.of("d").memory(1024).usd(1).grid(100, 0.5), success(metered(1.0, 1L)));
    assertNull(unknown.getListCostUsd());
    book(known(), success(metered(1.0, 1L)));
    assertNull(account.receipt().getListCostUsd());
    assertEquals(0.5 * (0.080 + 0.001 + 0.001), account.receipt().getFossilGbSeconds(), 1e-12);
  }

  @Test
  void anUnknownGridMakesCarbonUnknownForGood() {
    var unknown =
        book(Sketch.of("d").memory(1024).usd(1).price(price(false)), success(metered(1.0, 1L)));
    assertNull(unknown.getCarbonGrams());
    book(known(), success(metered(1.0, 1L)));
    assertNull(account.receipt().getCarbonGrams());
    assertNull(account.receipt().getFossilGbSeconds());
    assertEquals("yearly-average", account.receipt().getCarbonSource());
  }

  @Test
  void anUnknownFossilShareLeavesCarbonKnown() {
    book(
        Sketch.of("d").memory(1024).usd(1).price(price(false)).grid(100, null),
        success(metered(1.0, 1L)));
    assertNull(account.receipt().getFossilGbSeconds());
    assertEquals(true, account.receipt().getCarbonGrams() > 0);
  }

  @Test
  void meteredMemoryIsBilledInItsSteps() {
    var outcome =
        book(
            Sketch.of("d").memory(1024).usd(1).price(price(true)).grid(100, 0.5),
            success(metered(900.0, 1000L)));
    // 200 MB used are billed as 256: 0.0000002 + 1 s · 0.25 GB · 0.0000166667
    assertEquals(
        0.0000002 + 0.25 * PER_GB_SECOND, Double.parseDouble(outcome.getListCostUsd()), 1e-15);
  }

  @Test
  void meteringBeyondReasonIsUnknown() {
    for (var metering :
        List.of(
            new Metering(Metering.Source.HEADER, -1.0, -1L, -1, null, -1.0),
            new Metering(
                Metering.Source.HEADER, 1e300, Long.MAX_VALUE, Integer.MAX_VALUE, null, 1e300),
            new Metering(Metering.Source.HEADER, Double.NaN, null, null, null, Double.NaN))) {
      var outcome = book(known(), success(metering));
      assertNull(outcome.getExecutionMs());
      assertNull(outcome.getBilledMs());
      assertNull(outcome.getMemoryUsedMb());
      assertNull(outcome.getInitMs());
      assertEquals(MeteringSource.ESTIMATED, outcome.getMeteringSource());
      assertEquals(
          0.0000002 + 0.080 * PER_GB_SECOND, Double.parseDouble(outcome.getListCostUsd()), 1e-15);
    }
  }

  @Test
  void aMessageIsCutAt1024Characters() {
    var outcome = book(known(), new CallResult.Unavailable("x".repeat(5_000), null));
    assertEquals(1_024, outcome.getMessage().length());
  }

  @Test
  void beforeAnyAttemptNothingWasSpent() {
    var receipt = account.receipt();
    assertEquals(0, receipt.getAttempts());
    assertEquals("0", receipt.getListCostUsd());
    assertNull(receipt.getDeployment());
  }
}
