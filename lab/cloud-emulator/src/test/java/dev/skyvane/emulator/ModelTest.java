package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {

  private static final long SEED = 20_261_121L;
  private static final int DRAWS = 50_000;

  @ParameterizedTest
  @CsvSource({
    // Published great-circle distances between cities, in km, to the nearest 10.
    "51.5074,-0.1278, 40.7128,-74.0060, 5570",
    "35.6762,139.6503, -33.8688,151.2093, 7820",
    "0,0, 0,180, 20015",
    "90,0, -90,0, 20015",
    "59.33,18.07, 59.33,18.07, 0",
    "0,179.5, 0,-179.5, 111"
  })
  void distances(double lat1, double lon1, double lat2, double lon2, double km) {
    assertEquals(km, new Position(lat1, lon1).kmTo(new Position(lat2, lon2)), 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1,2,3", "91,0", "0,181", "north", "1e1,2", "NaN,0", "1,,2"})
  void whatIsNoPlace(String text) {
    assertTrue(Position.parse(text).isEmpty());
  }

  @Test
  void placesParse() {
    assertEquals(new Position(-33.87, 151.21), Position.parse(" -33.87 , 151.21").orElseThrow());
  }

  @Test
  void variationHasTheMeanAndTheCoefficientAskedFor() {
    for (var cv : new double[] {0.03, 0.06, 0.29}) {
      var draws = new Draws(SEED, "aws:eu-north-1");
      check(() -> draws.serviceFactor(cv), 1, cv);
      check(() -> draws.networkFactor(cv), 1, cv);
    }
    assertEquals(1, new Draws(SEED, "x").serviceFactor(0));
  }

  private static void check(DoubleSupplier draw, double mean, double cv) {
    double sum = 0;
    double squares = 0;
    for (var i = 0; i < DRAWS; i++) {
      var value = draw.getAsDouble();
      assertTrue(value > 0);
      sum += value;
      squares += value * value;
    }
    var found = sum / DRAWS;
    assertEquals(mean, found, 0.01, "seed " + SEED);
    assertEquals(cv, Math.sqrt(squares / DRAWS - found * found) / found, cv * 0.05, "seed " + SEED);
  }

  @Test
  void theSameSeedDrawsTheSameAndRegionsDrawApart() {
    var one = new Draws(SEED, "aws:eu-north-1");
    var same = new Draws(SEED, "aws:eu-north-1");
    var other = new Draws(SEED, "aws:eu-west-1");
    var first = one.serviceFactor(0.05);
    assertEquals(first, same.serviceFactor(0.05));
    assertTrue(first != other.serviceFactor(0.05));
    assertEquals(one.requestId(), same.requestId());
  }

  @Test
  void idleInstancesAreTakenNewestFirstAndExpire() {
    var pool = new InstancePool(100);
    assertFalse(pool.take(0));
    pool.giveBack(0);
    pool.giveBack(50);
    assertEquals(2, pool.idle(100));
    assertEquals(1, pool.idle(101));
    assertTrue(pool.take(150));
    assertFalse(pool.take(150));
    pool.giveBack(200);
    assertFalse(pool.take(301));
  }

  @ParameterizedTest
  @CsvSource({"10.0,0,10", "10.01,0,11", "0.2,0,1", "10.0,99.5,110"})
  void lambdaBillsByTheMillisecondAndTheInitialisation(double ms, double init, long billed) {
    assertEquals(billed, Price.LAMBDA_X86.billedMs(ms, init));
  }

  @Test
  void otherPricesRoundUpAndHaveAMinimum() {
    var price = MemoryTimePrice.of("0.0000004", "0.0000025", 100, 100, false);
    assertEquals(100, price.billedMs(3, 500));
    assertEquals(200, price.billedMs(100.01, 500));
  }

  @Test
  void costsAreExact() {
    // 1,000,000 requests of 128 MB and 1 ms: 0.20 USD and 125 GB-s.
    var one = Price.LAMBDA_X86.cost(1, 128, 40);
    assertEquals(
        0, new BigDecimal("0.2020833375").compareTo(one.multiply(BigDecimal.valueOf(1_000_000))));
  }

  @Test
  void moreMemoryIsFasterUpToOneProcessor() {
    var at512 = SampleFunction.RESIZE.serviceMs(512);
    assertTrue(at512 > 80 && at512 < 120, () -> "resize takes " + at512);
    assertEquals(SampleFunction.ALU.serviceMs(1_769), SampleFunction.ALU.serviceMs(10_240), 1e-9);
    assertTrue(SampleFunction.ALU.serviceMs(512) > SampleFunction.ALU.serviceMs(1_024));
  }

  @Test
  void theLedgerCountsWhatItNoLongerKeeps() {
    var ledger = new Ledger(3);
    for (var i = 0; i < 5; i++) {
      ledger.arrive();
      ledger.end(entry("f", 128));
    }
    ledger.arrive();
    ledger.end(entry("unknown", 0));
    assertEquals(3, ledger.entries().size());
    assertEquals(3, ledger.dropped());
    assertEquals(6, ledger.totals().calls());
    assertEquals(5, ledger.totals("f").ok());
    assertEquals(1, ledger.totals("?").calls());
    assertEquals(new BigDecimal("0.6"), ledger.totals().usd());
  }

  private static LedgerEntry entry(String function, int memoryMb) {
    return new LedgerEntry(
        "r",
        null,
        null,
        0,
        function,
        LedgerEntry.Kind.SYNC,
        LedgerEntry.Status.OK,
        1,
        2,
        1,
        2,
        1,
        2,
        null,
        0,
        false,
        0,
        1,
        1,
        memoryMb,
        36,
        1,
        1,
        true,
        new BigDecimal("0.1"));
  }

  @Test
  void optionsNameWhatIsWrong() {
    for (var id : new String[] {"eu-north-1", "aws:", "AWS:x", "aws:a b"}) {
      var e = assertThrows(IllegalArgumentException.class, () -> RegionOptions.of(id, 0, 0));
      assertTrue(e.getMessage().contains("'" + id + "'"), e::getMessage);
    }
    assertThrows(IllegalArgumentException.class, () -> RegionOptions.of("aws:a", 91, 0));
    assertThrows(
        IllegalArgumentException.class, () -> RegionOptions.instant("aws:a").withConcurrency(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> EmulatorOptions.of(RegionOptions.instant("aws:a"), RegionOptions.instant("aws:a")));
    assertThrows(
        IllegalArgumentException.class, () -> FunctionOptions.of("a b", 128, SampleFunction.ECHO));
    assertThrows(
        IllegalArgumentException.class, () -> FunctionOptions.of("a", 64, SampleFunction.ECHO));
  }
}
