package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergyModelTest {

  private final EnergyModel model = Catalog.load().energy();

  // One hour, so that kWh = PUE * (vcpu * W / 1000 + GB * kWh per GB-hour), W at half load:
  //   aws   0.74 + 0.5 * 2.76 = 2.12    gcp  0.68 + 0.5 * 3.43 = 2.395
  //   azure 0.74 + 0.5 * 2.80 = 2.14    other as aws, memory 0.0003725, PUE 1.11
  //   aws,   1 vCPU, 1 GB: 1.135 * (0.00212 + 0.000392)     = 0.00285112
  //   aws,   0 vCPU, 2 GB: 1.135 * 0.000784                 = 0.00088984
  //   gcp,   2 vCPU, 4 GB: 1.1 * (0.00479 + 0.001568)       = 0.0069938
  //   azure, 1 vCPU, 1.5 GB: 1.185 * (0.00214 + 0.000588)   = 0.00323268
  //   http,  1 vCPU, 1 GB: 1.11 * (0.00212 + 0.0003725)     = 0.002766675
  @ParameterizedTest
  @CsvSource({
    "aws, 1, 1024, 0.00285112",
    "aws, 0, 2048, 0.00088984",
    "gcp, 2, 4096, 0.0069938",
    "azure, 1, 1536, 0.00323268",
    "http, 1, 1024, 0.002766675",
    "openfaas, 1, 1024, 0.002766675"
  })
  void energyOfAnHour(String provider, double vcpu, int memoryMb, double kilowattHours) {
    assertEquals(
        kilowattHours,
        model.kilowattHours(provider + ":x", "x86_64", 3_600_000, memoryMb, vcpu),
        1e-12);
    assertEquals(
        kilowattHours / 3600,
        model.kilowattHours(provider + ":x", "x86_64", 1000, memoryMb, vcpu),
        1e-15);
  }

  @Test
  void exampleOfTheDocumentation() {
    double kilowattHours = model.kilowattHours("aws:x", "x86_64", 1000, 1769, 1);

    assertEquals(8.82e-7, kilowattHours, 0.005e-7);
  }

  // W at half load: Graviton2 0.47 + 0.5 * 1.22 = 1.08. 1.135 * (0.00108 + 0.000392) = 0.00167072.
  // Regions of Google with a PUE of their own: 1.11 * (0.002395 + 0.000392) = 0.00309357.
  // Azure has no coefficients of arm64: 1.185 * (0.00214 + 0.000392) = 0.00300042.
  @ParameterizedTest
  @CsvSource({
    "aws:eu-north-1, arm64, 0.00167072",
    "aws:eu-north-1, riscv, 0.00285112",
    "gcp:us-central1, x86_64, 0.00309357",
    "gcp:us-west1, x86_64, 0.0030657",
    "azure:eastus, arm64, 0.00300042"
  })
  void architectureAndRegionCountWhereTheyAreKnown(
      String region, String architecture, double kilowattHours) {
    assertEquals(
        kilowattHours, model.kilowattHours(region, architecture, 3_600_000, 1024, 1), 1e-12);
  }

  // 512 MiB are 0.5 GB * 0.001 kWh; at the mean of 300 and 20 g/kWh that is 0.0005 * 160 = 0.08 g.
  @Test
  void dataOnItsWayTakesEnergyBetweenRegionsAlone() {
    double kilowattHours =
        model.transmissionKilowattHours("aws:us-east-1", "gcp:us-west1", 512L << 20);

    assertEquals(0.0005, kilowattHours, 1e-15);
    assertEquals(0.08, EnergyModel.transmissionGrams(kilowattHours, 300, 20), 1e-12);
    assertEquals(0, model.transmissionKilowattHours("aws:us-east-1", "aws:us-east-1", 1L << 40));
  }

  @Test
  void carbonIsEnergyTimesIntensity() {
    assertEquals(0.9, EnergyModel.grams(0.003, 300), 1e-12);
    assertEquals(0, EnergyModel.grams(0, 300));
  }

  // FF-GBS: 2 s of 512 MB at 47.9 % are 2 * 0.5 * 0.479.
  @Test
  void fossilGbSecondsAreGbSecondsTimesShare() {
    assertEquals(0.479, EnergyModel.fossilGbSeconds(2, 0.5, 0.479), 1e-12);
    assertEquals(0, EnergyModel.fossilGbSeconds(2, 0.5, 0));
    assertEquals(1, EnergyModel.fossilGbSeconds(2, 0.5, 1));
  }

  @Property
  void energyGrowsWithEverything(
      @ForAll @DoubleRange(min = 0, max = 900_000) double durationMs,
      @ForAll @IntRange(min = 1, max = 10_240) int memoryMb,
      @ForAll @DoubleRange(min = 0, max = 8) double vcpu) {
    double energy = model.kilowattHours("aws:x", "x86_64", durationMs, memoryMb, vcpu);

    assertTrue(energy >= 0);
    assertTrue(energy <= model.kilowattHours("aws:x", "x86_64", durationMs + 1, memoryMb, vcpu));
    assertTrue(energy <= model.kilowattHours("aws:x", "x86_64", durationMs, memoryMb + 1, vcpu));
    assertTrue(energy <= model.kilowattHours("aws:x", "x86_64", durationMs, memoryMb, vcpu + 0.1));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThrows(
        IllegalArgumentException.class,
        () -> model.kilowattHours("aws:x", "x86_64", Double.NaN, 128, 1));
    assertThrows(
        IllegalArgumentException.class, () -> model.kilowattHours("aws:x", "x86_64", -1, 128, 1));
    assertThrows(
        IllegalArgumentException.class, () -> model.kilowattHours("aws:x", "x86_64", 1, -1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> model.kilowattHours("aws:x", "x86_64", 1, 128, -1));
    assertThrows(IllegalArgumentException.class, () -> EnergyModel.grams(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> EnergyModel.grams(1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> EnergyModel.fossilGbSeconds(1, 1, 1.01));
    assertThrows(IllegalArgumentException.class, () -> EnergyModel.fossilGbSeconds(1, -1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> model.transmissionKilowattHours("a:b", "a:c", -1));
    assertThrows(IllegalArgumentException.class, () -> EnergyModel.transmissionGrams(1, -1, 3));
  }
}
