package dev.skyvane.catalog.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class RunPricePropertyTest {

  @Provide
  Arbitrary<PriceList> lists() {
    Arbitrary<BigDecimal> price =
        Arbitraries.longs()
            .between(0, 1_000_000_000)
            .map(tenthsOfNano -> BigDecimal.valueOf(tenthsOfNano, 10));
    return Combinators.combine(
            price,
            price,
            price,
            Arbitraries.longs().between(0, 1000),
            Arbitraries.longs().between(1, 1000),
            Arbitraries.of(true, false))
        .as(
            (request, memory, cpu, minimum, step, dynamic) ->
                RunPriceTest.list(
                    request.toPlainString(),
                    memory.toPlainString(),
                    cpu.toPlainString(),
                    minimum,
                    step,
                    dynamic));
  }

  // The same sum in integers: prices in 10^-10 USD, vCPU in thousandths, memory in 1024ths of a GB,
  // over the common denominator 10^10 * 10^3 * 1024 * 10^3.
  @Property
  void costIsExactlyTheRationalNumber(
      @ForAll("lists") PriceList list,
      @ForAll @IntRange(min = 0, max = 900_000_000) int microseconds,
      @ForAll @IntRange(min = 1, max = 32_768) int memoryMb,
      @ForAll @IntRange(min = 0, max = 32_768) int usedMb,
      @ForAll @IntRange(min = 0, max = 8_000) int milliVcpu) {
    long wanted = Math.max(microseconds, list.product().minimumMs() * 1000);
    long stepUs = list.product().roundUpMs() * 1000;
    BigInteger billedMs =
        BigInteger.valueOf((wanted + stepUs - 1) / stepUs * list.product().roundUpMs());
    long megabytes =
        list.product().dynamicMemory() ? Math.max(128, (usedMb + 127) / 128 * 128) : memoryMb;
    BigInteger numerator =
        units(list.usdPer(BilledUnit.REQUEST))
            .multiply(BigInteger.valueOf(1000L * 1024 * 1000))
            .add(
                billedMs.multiply(
                    units(list.usdPer(BilledUnit.GB_SECOND))
                        .multiply(BigInteger.valueOf(megabytes * 1000))
                        .add(
                            units(list.usdPer(BilledUnit.VCPU_SECOND))
                                .multiply(BigInteger.valueOf(milliVcpu * 1024L)))));
    BigInteger denominator = BigInteger.TEN.pow(16).multiply(BigInteger.valueOf(1024));

    BigDecimal cost = cost(list, microseconds / 1000.0, memoryMb, usedMb, milliVcpu / 1000.0);

    assertEquals(numerator, cost.multiply(new BigDecimal(denominator)).toBigIntegerExact());
  }

  @Property
  void aLongerRunIsNeverCheaper(
      @ForAll("lists") PriceList list,
      @ForAll @DoubleRange(min = 0, max = 900_000) double oneMs,
      @ForAll @DoubleRange(min = 0, max = 900_000) double otherMs,
      @ForAll @IntRange(min = 1, max = 32_768) int memoryMb) {
    BigDecimal shorter = cost(list, Math.min(oneMs, otherMs), memoryMb, null, 1);
    BigDecimal longer = cost(list, Math.max(oneMs, otherMs), memoryMb, null, 1);

    assertTrue(shorter.compareTo(longer) <= 0);
  }

  @Property
  void moreMemoryIsNeverCheaper(
      @ForAll("lists") PriceList list,
      @ForAll @DoubleRange(min = 0, max = 900_000) double durationMs,
      @ForAll @IntRange(min = 1, max = 32_768) int oneMb,
      @ForAll @IntRange(min = 1, max = 32_768) int otherMb) {
    BigDecimal smaller = cost(list, durationMs, Math.min(oneMb, otherMb), null, 1);
    BigDecimal larger = cost(list, durationMs, Math.max(oneMb, otherMb), null, 1);

    assertTrue(smaller.compareTo(larger) <= 0);
  }

  @Property
  void meteredMemoryIsNeverBilledBeyondTheConfiguredStep(
      @ForAll("lists") PriceList list,
      @ForAll @DoubleRange(min = 0, max = 900_000) double durationMs,
      @ForAll @IntRange(min = 1, max = 32_768) int memoryMb,
      @ForAll @IntRange(min = 0, max = 100) int percentUsed) {
    int used = (int) ((long) memoryMb * percentUsed / 100);

    assertTrue(
        cost(list, durationMs, memoryMb, used, 1)
                .compareTo(cost(list, durationMs, memoryMb, null, 1))
            <= 0);
  }

  @Property
  void billedDurationIsTheLeastFullStepThatCovers(
      @ForAll("lists") PriceList list,
      @ForAll @DoubleRange(min = 0, max = 900_000) double durationMs) {
    long billed = list.product().billedMs(durationMs);

    assertEquals(0, billed % list.product().roundUpMs());
    assertTrue(billed >= durationMs && billed >= list.product().minimumMs());
    assertTrue(
        billed - list.product().roundUpMs() < Math.max(durationMs, list.product().minimumMs()));
  }

  private static BigDecimal cost(
      PriceList list, double durationMs, int memoryMb, @Nullable Integer usedMb, double vcpu) {
    return list.at(new Size(memoryMb, vcpu, null)).orElseThrow().usd(durationMs, usedMb);
  }

  private static BigInteger units(BigDecimal price) {
    return price.movePointRight(10).toBigIntegerExact();
  }
}
