package dev.skyvane.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.FunctionOptions;
import dev.skyvane.emulator.Ledger;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Emulated regions that run a function, one call after the other. What a run costs by the catalog,
 * as a receipt says it, and what the regions meter share no code. Not thread-safe.
 */
final class MeteredClouds implements AutoCloseable {
  private static final String FUNCTION = "f";

  private final CloudEmulator emulator;
  private final Map<String, RunPrice> prices = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();

  MeteredClouds(List<String> regions, int memoryMb) {
    emulator =
        CloudEmulator.start(
            EmulatorOptions.of(regions.stream().map(RegionOptions::instant).toList()));
    var catalog = Catalog.load();
    for (var region : emulator.regions()) {
      region.deploy(
          FunctionOptions.of(FUNCTION, memoryMb, SampleFunction.SLEEPY)
              .withAccess(FunctionOptions.Access.PUBLIC));
      var provider = region.options().provider();
      var size = catalog.size(provider, memoryMb, region.options().service().vcpu(memoryMb));
      prices.put(
          region.id(), catalog.runPrice(region.id(), null, "x86_64", size, null).orElseThrow());
    }
  }

  /** A run: what was billed, and its list cost by the catalog. */
  record Run(long billedMs, BigDecimal listUsd) {}

  /** Runs the function for some ms. */
  Run run(String region, int ms) {
    var at = emulator.region(region);
    var url =
        region.startsWith("aws:")
            ? at.endpoint() + "/2015-03-31/functions/" + FUNCTION + "/invocations"
            : at.address(FUNCTION);
    var body = "{\"sleepMs\": " + ms + "}";
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
                  .header("content-type", "application/json")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(url + ": " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new AssertionError(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    while (at.ledger().open() > 0) {
      // Its entry is written right behind the answer.
      LockSupport.parkNanos(100_000);
    }
    var entry = at.ledger().entries().getLast();
    return new Run(entry.billedMs(), prices.get(region).usd(entry.billedMs(), null));
  }

  /** The processor that the function has, in vCPU. */
  double vcpu(String region) {
    return prices.get(region).size().vcpu();
  }

  /** What a region metered. */
  Ledger.Totals meter(String region) {
    return emulator.region(region).ledger().totals();
  }

  /** Runs in all regions. */
  long runs() {
    return emulator.regions().stream().mapToLong(region -> region.ledger().totals().runs()).sum();
  }

  @Override
  public void close() {
    http.close();
    emulator.close();
  }
}
