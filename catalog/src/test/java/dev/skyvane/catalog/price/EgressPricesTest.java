package dev.skyvane.catalog.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.skyvane.catalog.Catalog;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EgressPricesTest {

  private final EgressPrices egress = Catalog.load().egress();

  @ParameterizedTest
  @CsvSource({
    "aws:us-east-1, aws:us-east-2, 0.01",
    "aws:us-east-1, aws:eu-north-1, 0.02",
    "aws:sa-east-1, aws:us-east-1, 0.138",
    "aws:af-south-1, aws:eu-west-1, 0.147",
    "aws:af-south-1, gcp:europe-west1, 0.154",
    "gcp:us-central1, gcp:southamerica-east1, 0.14",
    "gcp:us-central1, aws:eu-west-1, 0.12",
    "gcp:us-central1, aws:ap-southeast-2, 0.19",
    "azure:eastus, azure:canadacentral, 0.02",
    "azure:westeurope, azure:swedencentral, 0.02",
    "azure:westeurope, azure:japaneast, 0.05",
    "azure:japaneast, azure:koreacentral, 0.08",
    "azure:japaneast, azure:eastus, 0.08",
    "azure:brazilsouth, azure:eastus, 0.16",
    "azure:brazilsouth, aws:sa-east-1, 0.181",
    "azure:japaneast, azure:japaneast, 0",
    "gcp:asia-east1, gcp:asia-east1, 0"
  })
  void listPriceOfAGigabyte(String from, String to, BigDecimal usd) {
    PriceList list = egress.between(from, to).orElseThrow();

    assertEquals(0, usd.compareTo(list.usdPer(BilledUnit.EGRESS_GB)), () -> list.toString());
    assertEquals(0, usd.compareTo(list.listUsd(Usage.egress(1L << 30))));
    assertFalse(list.source().isBlank() || list.asOf().isBlank());
  }

  @ParameterizedTest
  @CsvSource({
    "aws:us-east-1, aws:ap-southeast-6",
    "aws:ap-southeast-5, aws:us-east-1",
    "aws:ap-southeast-5, gcp:us-central1",
    "gcp:europe-west1, gcp:us-central1",
    "gcp:us-central1, gcp:europe-west3",
    "gcp:us-central1, azure:chinaeast",
    "azure:brazilsouth, azure:brazilsoutheast",
    "azure:chinaeast, azure:eastus",
    "azure:eastus, azure:chinaeast",
    "http:basement, aws:us-east-1"
  })
  void whatNobodySaysIsUnknown(String from, String to) {
    assertEquals(Optional.empty(), egress.between(from, to));
  }

  @Test
  void whereThePriceDependsOnTheDestinationItMustBeKnown() {
    assertEquals(Optional.empty(), egress.toInternet("gcp:us-central1", null));
    assertEquals(
        new BigDecimal("0.09"),
        egress.toInternet("aws:us-east-1", null).orElseThrow().usdPer(BilledUnit.EGRESS_GB));
  }

  @Test
  void whereThePriceDependsOnTheDestinationEachHasVolumeTiersOfItsOwn() {
    PriceList toEurope = egress.toInternet("gcp:us-central1", "europe").orElseThrow();
    PriceList toOceania = egress.toInternet("gcp:us-central1", "oceania").orElseThrow();
    var month = new MonthToDate();
    month.add(toEurope, Usage.egress(1000L << 30));
    month.add(toOceania, Usage.egress(1000L << 30));

    // 1,000 * 0.12 + 1,000 * 0.19: both are in their first TiB.
    assertEquals(0, new BigDecimal(310).compareTo(month.bill().totalUsd().orElseThrow()));
    month.add(toEurope, Usage.egress(25L << 30));
    assertEquals(Optional.empty(), month.bill().totalUsd(), "above the first TiB");
  }

  // 10 MiB are 0.009765625 GB; at 0.02 USD that is 0.0001953125.
  @Test
  void aPayloadIsPricedExactly() {
    PriceList list = egress.between("aws:us-east-1", "aws:eu-north-1").orElseThrow();

    assertEquals(0, new BigDecimal("0.0001953125").compareTo(list.listUsd(Usage.egress(10 << 20))));
    assertEquals(Optional.of("europe"), egress.continent("gcp:europe-west1"));
  }
}
