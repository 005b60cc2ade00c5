package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.testkit.ChildJvm;
import dev.skyvane.testkit.KafkaCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a router says of itself over HTTP, in this process and as one of its own. */
class HealthIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(URI url, String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(10)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void aRouterThatWorksIsReadyAndShowsItsMeters() throws Exception {
    try (var site = new Site(KafkaCluster.inThisJvm(1), Map.of())) {
      site.deploy("echo", SampleFunction.ECHO, spec -> spec);
      var router = site.router(Map.of(RouterConfig.HEALTH_PORT, "0"));
      var url = router.healthUrl().orElseThrow();
      assertEquals("ok\n", get(url, "/livez").body());
      var ready = get(url, "/readyz");
      assertEquals(200, ready.statusCode(), ready.body());
      System.gc();
      site.send(Site.plain("echo", "c", "{}"));
      site.read(Site.REPLIES, 1);
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                var metrics = get(url, "/metrics").body();
                assertTrue(
                    metrics.contains("\nskyvane_router_replies_total{status=\"ok\"} 1.0\n"),
                    metrics);
                assertTrue(metrics.contains("\nskyvane_router_partitions_stalled 0.0\n"), metrics);
                assertTrue(metrics.contains("\njvm_memory_used_bytes{"), metrics);
                assertFalse(metrics.contains(" NaN\n"), metrics);
              });
      var metrics = get(url, "/metrics").body();
      var shown =
          Arrays.stream(Meter.values())
              .filter(each -> metrics.contains("\n" + each.id().replace('.', '_')))
              .toList();
      // The others come with their first event.
      assertTrue(shown.size() >= 10, shown.toString());
    }
  }

  @Test
  void theProcessAnswersWhileItStartsServesAndEnds(@TempDir Path folder) throws Exception {
    try (var site = new Site(KafkaCluster.inThisJvm(1), Map.of());
        var process = process(folder, site.cluster.bootstrapServers(), site, 0)) {
      var url = url(process);
      assertEquals(200, get(url, "/livez").statusCode());
      process.awaitLine("event=router-ready", LIMIT);
      var ready = get(url, "/readyz");
      assertEquals(200, ready.statusCode(), ready.body());

      site.deploy("long", SampleFunction.SLEEPY, spec -> spec);
      site.send(Site.plain("long", "l", "{\"sleepMs\":6000}"));
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> get(url, "/metrics").body().contains("\nskyvane_router_in_flight 1.0\n"));
      ProcessHandle.of(process.pid()).orElseThrow().destroy();
      Awaitility.await().atMost(LIMIT).until(() -> get(url, "/readyz").statusCode() == 503);
      var stopping = get(url, "/readyz").body();
      assertTrue(stopping.contains("the router is stopping"), stopping);
      assertEquals(200, get(url, "/livez").statusCode());
      process.awaitEnd(LIMIT);
      site.read(Site.REPLIES, 1);
    }
  }

  @Test
  void theProcessSaysThatItWaitsForItsBrokers(@TempDir Path folder) throws Exception {
    try (var site = new Site(KafkaCluster.inThisJvm(1), Map.of());
        var process = process(folder, "127.0.0.1:1", site, 0)) {
      var url = url(process);
      var ready = get(url, "/readyz");
      assertEquals(503, ready.statusCode(), ready.body());
      assertTrue(ready.body().contains("functions and regions"), ready.body());
      assertTrue(ready.body().contains("no partitions"), ready.body());
      assertEquals(200, get(url, "/livez").statusCode());
    }
  }

  @Test
  void theProcessEndsWhereItsPortIsTaken(@TempDir Path folder) throws Exception {
    try (var site = new Site(KafkaCluster.inThisJvm(1), Map.of());
        var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var process =
            process(folder, site.cluster.bootstrapServers(), site, taken.getLocalPort())) {
      var said = process.awaitLine("event=start-failed reason=", LIMIT);
      assertTrue(said.contains("health.port"), said);
      assertTrue(said.contains(":" + taken.getLocalPort()), said);
      assertNotEquals(0, process.awaitEnd(LIMIT));
    }
  }

  @Test
  void aDeadLetterNeedsNoRegistryOnceTheRouterHasBegun() throws Exception {
    try (var site = new Site(KafkaCluster.inThisJvm(1), Map.of())) {
      site.router(Map.of());
      site.registry.close();
      var record =
          new ProducerRecord<byte[], byte[]>(
              TopicNames.DEFAULT.of(Topic.INVOCATIONS), new byte[] {1});
      Site.header(record, "skyvane-function", "nobody");
      site.send(record);
      site.read(TopicNames.DEFAULT.of(Topic.DEAD_LETTERS), 1);
    }
  }

  private static URI url(ChildJvm process) {
    return URI.create(process.awaitLine("event=health-listening url=", LIMIT).split(" ")[0]);
  }

  private static ChildJvm process(Path folder, String brokers, Site site, int port)
      throws IOException {
    var file = folder.resolve("router.properties");
    Files.writeString(
        file,
        """
        bootstrap.servers=%s
        schema.registry.url=%s
        router.vantage=origin
        health.port=%d
        """
            .formatted(brokers, site.registry.url(), port));
    return ChildJvm.start(
        RouterMain.class,
        List.of("-Xmx160m", "-Dlogback.configurationFile=child-logback.xml"),
        List.of(file.toString()));
  }
}
