package dev.skyvane.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.stream.rig.RollingRestart;
import dev.skyvane.stream.rig.Site;
import dev.skyvane.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances: each answers for both, also while one of them is restarted or lost. */
class TwoInstancesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> KEYS = IntStream.range(0, 20).mapToObj(i -> "d" + i).toList();

  private static final int QUERIES = 20_000;

  @TempDir Path state;
  private Site site;
  private final StreamHost[] hosts = new StreamHost[2];

  @BeforeEach
  void start() {
    site = new Site(4);
    hosts[0] = host(0);
    hosts[1] = host(1);
    for (var host : hosts) {
      host.awaitReady(LIMIT);
    }
    KEYS.forEach(key -> CountingService.send(site, key));
    await()
        .atMost(LIMIT)
        .until(
            () ->
                settled(hosts[0])
                    && settled(hosts[1])
                    && !owner(hosts[0]).isEmpty()
                    && owner(hosts[0]).values().stream().distinct().count() == 2);
  }

  @AfterEach
  void end() {
    for (var host : hosts) {
      if (host != null) {
        host.close();
      }
    }
    site.close();
  }

  private StreamHost host(int index) {
    var settings = site.settings();
    settings.put(HostConfig.STATE_DIR, state.resolve("instance-" + index).toString());
    settings.put(HostConfig.STANDBY_REPLICAS, "1");
    return StreamHost.start(new CountingService(), settings);
  }

  /** Ready, with copies of all that it does not own. */
  private boolean settled(StreamHost host) {
    if (!host.reasons().isEmpty()) {
      return false;
    }
    var lag = site.get(host.url(), "/lag");
    return lag.status() == 200
        && lag.data().getJsonObject("stores").size() == 4
        && lag.data().getJsonObject("stores").stream().allMatch(each -> each.getValue().equals(0));
  }

  private Map<String, String> owner(StreamHost asked) {
    var owners = new ConcurrentHashMap<String, String>();
    for (var key : KEYS) {
      var answer = site.get(asked.url(), "/counts/" + key);
      if (answer.status() != 200) {
        return Map.of();
      }
      owners.put(key, answer.meta().getJsonArray("sources").getJsonObject(0).getString("instance"));
    }
    return owners;
  }

  @Test
  void eitherGivesTheOwnersAnswer() {
    // An owner that is slow for once has its copy answer, so this may take a second look.
    await().atMost(LIMIT).until(() -> owner(hosts[0]).equals(owner(hosts[1])));
    var first = owner(hosts[0]);
    assertTrue(first.containsValue(hosts[0].instance()), first.toString());
    assertTrue(first.containsValue(hosts[1].instance()), first.toString());
    for (var host : hosts) {
      var all = site.get(host.url(), "/counts");
      assertEquals(KEYS.size(), all.json().getJsonArray("data").size(), all.body());
    }
  }

  @Test
  void whileAnInstanceIsLostItsCopyAnswers() {
    await().atMost(LIMIT).until(() -> owner(hosts[1]).containsValue(hosts[0].instance()));
    var owners = owner(hosts[1]);
    hosts[0].abandon();
    for (var entry : owners.entrySet()) {
      var answer = site.get(hosts[1].url(), "/counts/" + entry.getKey());
      assertEquals(200, answer.status(), answer.body());
      if (entry.getValue().equals(hosts[0].instance())) {
        var source = answer.meta().getJsonArray("sources").getJsonObject(0);
        assertEquals("standby", source.getString("role"), answer.body());
        assertEquals(hosts[1].instance(), source.getString("instance"), answer.body());
      }
    }
    hosts[0] = null;
    var survivor = hosts[1].instance();
    await().atMost(LIMIT).until(() -> owner(hosts[1]).values().stream().allMatch(survivor::equals));
  }

  @Test
  void queriesAreAnsweredDuringARollingRestart() throws InterruptedException {
    var turn = new AtomicInteger();
    var report =
        new RollingRestart(
                site,
                KEYS.stream().map(key -> "/counts/" + key).toList(),
                () -> CountingService.send(site, KEYS.get(turn.getAndIncrement() % KEYS.size())))
            .run(hosts, QUERIES, this::host, this::settled, Seed.fresh().generator());
    report.check();
  }
}
