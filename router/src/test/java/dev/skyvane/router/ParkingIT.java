package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.Faults;
import dev.skyvane.emulator.LedgerEntry;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.ParkedInvocation;
import dev.skyvane.schemas.record.Retry;
import dev.skyvane.testkit.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't end soon leaves its partition's window, and goes on wherever the partition goes. */
class ParkingIT {
  private static final String INVOCATIONS = TopicNames.DEFAULT.of(Topic.INVOCATIONS);
  private static final String PARKED = TopicNames.DEFAULT.of(Topic.PARKED);

  private static Site site() {
    return new Site(KafkaCluster.inThisJvm(1), Map.of());
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
  }

  private static Map<String, String> settings(String guarantee, String... more) {
    var settings = new HashMap<String, String>();
    settings.put(RouterConfig.GUARANTEE, guarantee);
    settings.put(RouterConfig.GROUP_ID, "routers");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  /** Entries of the parked that are not ended, by coordinate. */
  private static Map<String, ParkedInvocation> parked(Site site) {
    var reader = site.serdes.of(ParkedInvocation.class).deserializer();
    var entries = new HashMap<String, ParkedInvocation>();
    long records = ends(site, PARKED).values().stream().mapToLong(Long::longValue).sum();
    if (records == 0) {
      return entries;
    }
    for (var record : site.readCommitted(PARKED)) {
      var key = new String(record.key(), UTF_8);
      if (record.value() == null) {
        entries.remove(key);
      } else {
        entries.put(key, reader.deserialize(PARKED, record.value()));
      }
    }
    return entries;
  }

  private static Map<Integer, Long> ends(Site site, String topic) {
    try {
      var ends = new HashMap<Integer, Long>();
      for (int partition = 0; partition < 2; partition++) {
        var asked = new TopicPartition(topic, partition);
        ends.put(
            partition,
            site.admin
                .listOffsets(Map.of(asked, OffsetSpec.latest()))
                .partitionResult(asked)
                .get()
                .offset());
      }
      return ends;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertAllCommitted(Site site) throws Exception {
    var committed =
        site.admin.listConsumerGroupOffsets("routers").partitionsToOffsetAndMetadata().get();
    ends(site, INVOCATIONS)
        .forEach(
            (partition, end) -> {
              var offset = committed.get(new TopicPartition(INVOCATIONS, partition));
              assertEquals(end, offset == null ? 0 : offset.offset());
            });
  }

  private static List<LedgerEntry> calls(Site site, String function) {
    return site.clouds.regions().stream()
        .flatMap(region -> region.ledger().entries().stream())
        .filter(entry -> entry.function().equals(function))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aLongCallLetsItsWindowGoOn(String guarantee) {
    try (var site = site()) {
      site.deploy("quick", SampleFunction.ECHO, spec -> spec);
      site.deploy("long", SampleFunction.SLEEPY, spec -> spec);
      site.router(settings(guarantee, RouterConfig.PARKING_CALL_MS, "300"));
      site.send(Site.plain("long", "l", "{\"sleepMs\":4000}"));
      for (int i = 0; i < 20; i++) {
        site.send(Site.plain("quick", "q" + i, "{}"));
      }
      eventually(
          () -> {
            assertAllCommitted(site);
            assertEquals(1, parked(site).size());
          });
      assertEquals("long-call", parked(site).values().iterator().next().getReason());
      assertEquals(20, site.readCommitted(Site.REPLIES).size(), "the long call still runs");
      eventually(() -> assertEquals(21, site.readCommitted(Site.REPLIES).size()));
      eventually(() -> assertEquals(Map.of(), parked(site)));
      assertEquals(1, calls(site, "long").size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void attemptsAndDueTimesGoOnWhereTheyWere(String guarantee) {
    try (var site = site()) {
      var rules =
          Retry.newBuilder().setMaxAttempts(9).setBackoffMinMs(8_000).setBackoffMaxMs(8_000);
      site.deploy("down", SampleFunction.ECHO, spec -> spec.setRetry(rules.build()));
      site.clouds
          .regions()
          .forEach(r -> r.faults().change(f -> f.withOutage(Faults.Outage.UNAVAILABLE)));
      var first = site.router(settings(guarantee, RouterConfig.PARKING_RETRY_MS, "0"));
      for (int i = 0; i < 10; i++) {
        site.send(Site.plain("down", "d" + i, "{}"));
      }
      eventually(
          () -> {
            assertEquals(10, parked(site).size());
            assertAllCommitted(site);
          });
      parked(site)
          .values()
          .forEach(
              entry -> {
                assertTrue(entry.getAttempts() >= 1);
              });
      first.close();
      site.clouds.regions().forEach(r -> r.faults().clear());
      site.router(settings(guarantee));
      eventually(() -> assertEquals(10, site.readCommitted(Site.REPLIES).size()));
      for (var reply : site.readCommitted(Site.REPLIES)) {
        assertEquals("ok", Site.header(reply, "skyvane-status"));
        int attempts = Integer.parseInt(Site.header(reply, "skyvane-attempts"));
        assertTrue(attempts >= 2, "those before the restart count");
      }
      eventually(() -> assertEquals(Map.of(), parked(site)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void whatIsSentToAPausedFunctionRunsWhenItIsResumed(String guarantee) {
    try (var site = site()) {
      site.deploy("idle", SampleFunction.ECHO, spec -> spec.setPaused(true));
      var first = site.router(settings(guarantee));
      for (int i = 0; i < 30; i++) {
        site.send(Site.plain("idle", "p" + i, "{\"n\":" + i + "}"));
      }
      eventually(
          () -> {
            assertEquals(30, parked(site).size());
            assertAllCommitted(site);
          });
      assertEquals(List.of(), calls(site, "idle"));
      first.close();
      site.router(settings(guarantee));
      site.deploy("idle", SampleFunction.ECHO, spec -> spec.setPaused(false));
      eventually(() -> assertEquals(30, site.readCommitted(Site.REPLIES).size()));
      eventually(() -> assertEquals(Map.of(), parked(site)));
      assertEquals(30, calls(site, "idle").size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void theFollowersOfAKeyKeepTheirOrderAcrossParkingAndRestarts(String guarantee) {
    int followers = 25;
    try (var site = site()) {
      site.deploy("line", SampleFunction.SLEEPY, spec -> spec.setOrder(Order.KEY));
      var settings = settings(guarantee, RouterConfig.PARKING_CALL_MS, "200");
      var first = site.router(settings);
      for (int i = 0; i < followers; i++) {
        var record = Site.plain("line", "k" + i, "{\"sleepMs\":100}");
        site.send(
            new ProducerRecord<>(
                record.topic(), 0, "one-key".getBytes(UTF_8), record.value(), record.headers()));
      }
      eventually(() -> assertTrue(parked(site).size() > 10));
      first.close();
      site.router(settings);
      eventually(() -> assertEquals(followers, site.readCommitted(Site.REPLIES).size()));
      eventually(() -> assertEquals(Map.of(), parked(site)));
      var calls = new ArrayList<>(calls(site, "line"));
      calls.sort(Comparator.comparingLong(LedgerEntry::startNanos));
      var ids = calls.stream().map(LedgerEntry::invocationId).toList();
      assertEquals(followers, new HashSet<>(ids).size());
      var replies =
          site.readCommitted(Site.REPLIES).stream()
              .map(reply -> Site.header(reply, "skyvane-correlation-id"))
              .distinct()
              .toList();
      assertEquals(followers, replies.size());
      for (int i = 1; i < calls.size(); i++) {
        assertTrue(
            calls.get(i).startNanos() >= calls.get(i - 1).runEndNanos(),
            "call " + i + " began while the one before it ran");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aFunctionThatHangsKeepsToItsShareOfTheWindow(String guarantee) {
    try (var site = site()) {
      site.deploy("quick", SampleFunction.ECHO, spec -> spec);
      site.deploy("hangs", SampleFunction.SLEEPY, spec -> spec);
      site.router(
          settings(
              guarantee,
              RouterConfig.WINDOW_MAX_RECORDS,
              "40",
              RouterConfig.PARKING_CALL_MS,
              "60000"));
      int rounds = 15;
      for (int i = 0; i < rounds; i++) {
        for (int k = 0; k < 4; k++) {
          site.producer.send(Site.plain("hangs", "h" + i + "-" + k, "{\"sleepMs\":2000}"));
        }
        site.producer.send(Site.plain("quick", "q" + i, "{}"));
      }
      site.producer.flush();
      eventually(
          () -> {
            var quick =
                site.readCommitted(Site.REPLIES).stream()
                    .filter(reply -> Site.header(reply, "skyvane-correlation-id").startsWith("q"))
                    .count();
            assertEquals(rounds, quick);
          });
      eventually(() -> assertTrue(parked(site).size() > 10));
      assertTrue(
          parked(site).values().stream()
              .anyMatch(entry -> entry.getReason().equals("waiting-for-capacity")));
      Awaitility.await()
          .atMost(Duration.ofSeconds(120))
          .untilAsserted(() -> assertEquals(5 * rounds, site.readCommitted(Site.REPLIES).size()));
      eventually(() -> assertEquals(Map.of(), parked(site)));
      assertEquals(4 * rounds, calls(site, "hangs").size());
    }
  }
}
