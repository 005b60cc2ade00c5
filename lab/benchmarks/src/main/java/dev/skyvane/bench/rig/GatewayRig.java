package dev.skyvane.bench.rig;

import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * An emulated function behind plain HTTP, and a router in a process of its own with a gateway
 * before it. One client calls it by each way, one call after the other. Used by one thread.
 */
public final class GatewayRig implements AutoCloseable {
  private static final String REGION = "http:near";
  private static final int MEMORY_MB = 512;
  private static final int CONCURRENCY = 1_000;
  private static final long TIMEOUT_MS = 30_000;

  private final Site site;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Way, URI> urls = new EnumMap<>(Way.class);

  /** How the function is called. */
  public enum Way {
    /** Without a gateway. */
    ALONE,
    /** Through a gateway and Kafka. */
    KAFKA,
    /** Through a gateway, without Kafka between. */
    DIRECT;

    /** As in tables. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Starts everything.
   *
   * @throws Exception if a part does not start; nothing is left running then
   */
  public GatewayRig(long seed) throws Exception {
    site = new Site();
    try {
      var clouds =
          site.own(
              CloudEmulator.start(
                  EmulatorOptions.of(RegionOptions.instant(REGION))
                      .withSeed(seed)
                      .withLedgerCapacity(0)));
      var region = clouds.region(REGION);
      region.deploy("sleepy", MEMORY_MB, SampleFunction.SLEEPY);
      var address = region.address("sleepy");
      site.createTopics(Map.of());
      site.announce(
          List.of(Site.region(REGION, CONCURRENCY)),
          List.of(
              function(Way.KAFKA, address, Map.of()),
              function(Way.DIRECT, address, Map.of("skyvane.gateway", "direct"))));
      int port = freePort();
      var settings = new HashMap<>(site.routerSettings());
      settings.put("group.id", "bench-gateway");
      settings.put("gateway.enabled", "true");
      settings.put("gateway.path", "direct");
      settings.put("gateway.port", Integer.toString(port));
      site.own(Child.router("router", settings, site.directory())).awaitReady();
      urls.put(Way.ALONE, URI.create(address));
      for (var way : List.of(Way.KAFKA, Way.DIRECT)) {
        urls.put(way, URI.create("http://127.0.0.1:" + port + "/function/" + way.text()));
      }
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private static FunctionSpec function(Way way, String address, Map<String, String> labels) {
    return FunctionSpec.newBuilder(
            Site.function(way.text(), REGION, address, Order.NONE, TIMEOUT_MS))
        .setLabels(labels)
        .build();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Calls the function so often, one call after the other.
   *
   * @param sleepMs what the function takes, in ms
   * @return mean time of a call, in ms
   * @throws IllegalStateException if an answer is wrong
   */
  public double run(Way way, int sleepMs, int calls) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(Objects.requireNonNull(urls.get(way), "no such way"))
            .timeout(Duration.ofMillis(TIMEOUT_MS))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{\"sleepMs\":" + sleepMs + "}"))
            .build();
    var right = "{\"sleptMs\":" + sleepMs + "}";
    long begun = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      check(client.send(request, BodyHandlers.ofString()), right);
    }
    return (System.nanoTime() - begun) / 1e6 / calls;
  }

  private static void check(HttpResponse<String> answer, String right) {
    if (answer.statusCode() != 200 || !answer.body().equals(right)) {
      throw new IllegalStateException(
          "a call was answered " + answer.statusCode() + " " + answer.body());
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    client.close();
    site.close();
  }
}
