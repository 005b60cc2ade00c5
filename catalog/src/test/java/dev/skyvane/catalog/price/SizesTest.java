package dev.skyvane.catalog.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import java.math.BigDecimal;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

  private static final Catalog CATALOG = Catalog.load();
  private final Sizes sizes = CATALOG.sizes();

  @ParameterizedTest
  @CsvSource({
    "aws, 1769, 1",
    "aws, 128, 0.0723572639909553",
    "aws, 10240, 5.788581119276427",
    "gcp, 1, 0.083",
    "gcp, 128, 0.083",
    "gcp, 129, 0.167",
    "gcp, 256, 0.167",
    "gcp, 512, 0.333",
    "gcp, 1024, 0.583",
    "gcp, 2048, 1",
    "gcp, 4096, 2",
    "gcp, 8192, 2",
    "gcp, 16384, 4",
    "gcp, 32768, 8",
    "gcp, 65536, 8",
    "azure, 1536, 1",
    "http, 4096, 1"
  })
  void vcpuOfASize(String provider, int memoryMb, double vcpu) {
    assertEquals(vcpu, CATALOG.size(provider, memoryMb, null).vcpu(), 1e-12);
  }

  @Test
  void whatTheDeploymentSaysGoesBefore() {
    assertEquals(0.25, CATALOG.size("gcp", 512, 0.25).vcpu());
    assertThrows(IllegalArgumentException.class, () -> CATALOG.size("aws", 0, null));
  }

  @Test
  void firstGenerationHasGhz() {
    assertEquals(new BigDecimal("1.4"), sizes.size("gcp-functions-1st-gen", 1024, null).ghz());
    assertNull(sizes.size("gcp-run-functions", 1024, null).ghz());
    assertNull(sizes.size("gcp-functions-1st-gen", 8_193, null).ghz(), "there is no such size");
  }

  @ParameterizedTest
  @CsvSource({
    "aws-lambda, 1, 128",
    "aws-lambda, 128, 128",
    "aws-lambda, 1769, 1769",
    "aws-lambda, 10240, 10240",
    "gcp-run-functions, 129, 256",
    "gcp-functions-1st-gen, 4097, 8192",
    "azure-consumption, 1000, 1536"
  })
  void theNextSizeThatIsOffered(String product, int wantedMb, int offeredMb) {
    assertEquals(OptionalInt.of(offeredMb), sizes.atLeast(product, wantedMb));
    assertTrue(sizes.offers(product, offeredMb));
    assertEquals(wantedMb == offeredMb, sizes.offers(product, wantedMb));
  }

  @Test
  void aboveTheLargestThereIsNone() {
    assertEquals(OptionalInt.empty(), sizes.atLeast("aws-lambda", 10_241));
    assertEquals(OptionalInt.empty(), sizes.atLeast("gcp-functions-1st-gen", 16_384));
    assertFalse(sizes.offers("aws-lambda", 10_241));
    assertTrue(sizes.offers("knative", 10_241), "nothing is known of it");
  }
}
