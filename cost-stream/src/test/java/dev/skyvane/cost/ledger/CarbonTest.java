package dev.skyvane.cost.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skyvane.cost.book.Dimension;
import dev.skyvane.cost.book.Step;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.CarbonStats;
import dev.skyvane.schemas.record.ReadingKind;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A run of 500 ms of 1 vCPU and 1 GB on AWS x86_64 takes 1.135 (PUE) · 0.5 / 3600 h · (0.00212 kW +
 * 0.000392 kW): some 3.96e-7 kWh, by the coefficients of the catalog.
 */
class CarbonTest {
  private static final String REGION = "aws:eu-north-1";
  private static final String ZONE = "SE-SE3";
  private static final Instant TEN = Instant.parse("2026-11-10T10:00:00Z");

  private final Bench bench = new Bench(TEN);
  private double kilowattHours;

  @BeforeEach
  void world() {
    bench.function("f", REGION);
    kilowattHours = Bench.CATALOG.energy().kilowattHours(REGION, "x86_64", 500, 1024, 1);
    assertEquals(3.96e-7, kilowattHours, 0.2e-7);
  }

  @AfterEach
  void end() {
    bench.close();
  }

  private void reading(Instant from, Instant until, double grams, ReadingKind kind) {
    bench.reading(
        CarbonReading.newBuilder()
            .setZone(ZONE)
            .setValidFrom(from)
            .setValidUntil(until)
            .setGramsPerKwh(grams)
            .setFossilShare(0.25)
            .setKind(kind)
            .setSource("meter")
            .build());
  }

  private CarbonStats runAt(Instant at) {
    bench.pipe(bench.run("f", REGION, at).build());
    bench.settle();
    return bench.carbon.get(REGION);
  }

  @Test
  void theReadingOfTheTimeCountsNotALaterOne() {
    reading(TEN, TEN.plusSeconds(3_600), 100, ReadingKind.MEASURED);
    reading(TEN.plusSeconds(3_600), TEN.plusSeconds(7_200), 900, ReadingKind.FORECAST);

    var stats = runAt(TEN.plusSeconds(1_800));

    assertEquals(kilowattHours * 100, stats.getGrams(), 1e-12);
    assertEquals(0.5 * 1 * 0.25, stats.getFossilGbSeconds(), 1e-12, "s x GB x fossil share");
    assertEquals(100.0, stats.getGramsPerKwh());
    assertEquals(1_800_000L, stats.getReadingAgeMs());
    assertEquals(ReadingKind.MEASURED, stats.getKind());
    assertEquals("meter", stats.getSource());
  }

  @Test
  void aForecastIsCountedAsOne() {
    reading(TEN, TEN.plusSeconds(3_600), 100, ReadingKind.MEASURED);
    reading(TEN.plusSeconds(3_600), TEN.plusSeconds(7_200), 900, ReadingKind.FORECAST);

    assertEquals(ReadingKind.FORECAST, runAt(TEN.plusSeconds(3_601)).getKind());
    var sums =
        bench
            .windows()
            .at(Dimension.DEPLOYMENT, Bench.deployment("f", REGION), Step.HOUR, at(3_601));
    assertEquals(kilowattHours * 900, sums.grams().forecast(), 1e-12);
    assertEquals(0, sums.grams().measured());
  }

  @Test
  void aForecastDoesNotReplaceWhatWasMeasured() {
    reading(TEN, null, 100, ReadingKind.MEASURED);
    reading(TEN, null, 900, ReadingKind.FORECAST);
    assertEquals(100.0, runAt(TEN.plusSeconds(60)).getGramsPerKwh());

    reading(TEN, null, 120, ReadingKind.MEASURED);
    assertEquals(120.0, runAt(TEN.plusSeconds(61)).getGramsPerKwh(), "a later measurement does");
  }

  @Test
  void aCorrectionOfAnOlderTimeCountsFromThenOn() {
    reading(TEN, TEN.plusSeconds(3_600), 100, ReadingKind.ESTIMATED);
    reading(TEN.plusSeconds(3_600), TEN.plusSeconds(7_200), 300, ReadingKind.MEASURED);
    assertEquals(100.0, runAt(TEN.plusSeconds(60)).getGramsPerKwh());

    // An hour later the estimate of ten o'clock is measured, then measured again.
    reading(TEN, TEN.plusSeconds(3_600), 80, ReadingKind.MEASURED);
    assertEquals(80.0, runAt(TEN.plusSeconds(61)).getGramsPerKwh(), "known better");
    reading(TEN, TEN.plusSeconds(3_600), 85, ReadingKind.MEASURED);
    assertEquals(85.0, runAt(TEN.plusSeconds(62)).getGramsPerKwh(), "published later");
    reading(TEN, TEN.plusSeconds(3_600), 70, ReadingKind.ESTIMATED);
    assertEquals(85.0, runAt(TEN.plusSeconds(63)).getGramsPerKwh(), "not what is known worse");

    assertEquals(300.0, runAt(TEN.plusSeconds(3_601)).getGramsPerKwh(), "the other hour stands");
    var counted =
        bench.windows().at(Dimension.REGION, REGION, Step.HOUR, TEN.toEpochMilli()).grams();
    assertEquals(kilowattHours * 100, counted.estimated(), 1e-12, "what was counted stays");
    assertEquals(kilowattHours * (80 + 85 + 85), counted.measured(), 1e-12);
  }

  @Test
  void aReadingOfThePastHourThatComesLateCountsForOutcomesThatComeAfterIt() {
    reading(TEN.minusSeconds(3_600), TEN, 100, ReadingKind.MEASURED);
    assertEquals(100.0, runAt(TEN.plusSeconds(600)).getGramsPerKwh(), "the newest there was");

    // The reading of ten o'clock comes at a quarter to eleven; an outcome of ten past ten after it.
    reading(TEN, TEN.plusSeconds(3_600), 200, ReadingKind.MEASURED);
    bench.pipe(bench.run("f", REGION, TEN.plusSeconds(601)).build(), TEN.plusSeconds(2_700));
    bench.settle();

    var stats = bench.carbon.get(REGION);
    assertEquals(200.0, stats.getGramsPerKwh());
    assertEquals(601_000L, stats.getReadingAgeMs());
  }

  @Test
  void aReadingWithoutAnEndHoldsUntilTheNext() {
    reading(TEN, null, 100, ReadingKind.MEASURED);
    reading(TEN.plusSeconds(3_600), TEN.plusSeconds(4_500), 200, ReadingKind.MEASURED);

    assertEquals(100.0, runAt(TEN.plusSeconds(3_599)).getGramsPerKwh());
    assertEquals(200.0, runAt(TEN.plusSeconds(3_600)).getGramsPerKwh());
    assertEquals(200.0, runAt(TEN.plusSeconds(5_000)).getGramsPerKwh(), "the newest, though over");
  }

  @Test
  void aReadingWhoseTimeIsOverStillCountsForAWhileAndSaysItsAge() {
    reading(TEN, TEN.plusSeconds(3_600), 100, ReadingKind.MEASURED);

    var stats = runAt(TEN.plusSeconds(5 * 3_600));

    assertEquals(100.0, stats.getGramsPerKwh());
    assertEquals(5 * 3_600_000L, stats.getReadingAgeMs());
  }

  @Test
  void afterThatAndBeforeAnyReadingTheYearlyAverageDoes() {
    reading(TEN, TEN.plusSeconds(3_600), 100, ReadingKind.MEASURED);
    double yearly = Bench.CATALOG.grid(REGION).orElseThrow().gramsPerKwh();

    assertEquals(yearly, runAt(TEN.minusSeconds(1)).getGramsPerKwh());
    assertEquals(ReadingKind.YEARLY_AVERAGE, bench.carbon.get(REGION).getKind());

    var stats = runAt(TEN.plusSeconds(7 * 3_600));
    assertEquals(yearly, stats.getGramsPerKwh());
    assertEquals(ReadingKind.YEARLY_AVERAGE, stats.getKind());
    assertNull(stats.getReadingAgeMs());
  }

  @Test
  void whereNoGridIsKnownCarbonIsUnknown() {
    bench.function("g", "http:basement");
    bench.pipe(bench.run("g", "http:basement", TEN).build());
    bench.settle();

    var stats = bench.carbon.get("http:basement");
    assertNull(stats.getGrams());
    assertNull(stats.getFossilGbSeconds());
    assertEquals(1, stats.getUnknown());
  }

  @Test
  void dataOnItsWayCountsWithTheMeanOfBothEnds() {
    reading(TEN, null, 100, ReadingKind.MEASURED);
    // 1 GB of result to a router in a region whose grid has its yearly average; 0.001 kWh a GB.
    String router = "aws:eu-west-1";
    double other = Bench.CATALOG.grid(router).orElseThrow().gramsPerKwh();
    bench.pipe(
        bench
            .run("f", REGION, TEN.plusSeconds(1))
            .setVantage(router)
            .setResultBytes(1L << 30)
            .build());
    bench.settle();

    var stats = bench.carbon.get(REGION);
    assertEquals(0.001 * (100 + other) / 2, stats.getTransmissionGrams(), 1e-9);
    assertEquals(kilowattHours * 100 + 0.001 * (100 + other) / 2, stats.getGrams(), 1e-9);
  }

  private static long at(long seconds) {
    return TEN.plusSeconds(seconds).toEpochMilli();
  }
}
