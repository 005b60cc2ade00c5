package dev.skyvane.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** Beyond what an answer says of its age: the way of a change into the copy, and two clocks. */
  private static final Duration SLACK = Duration.ofMillis(500);

  /** More with {@code -Dskyvane.queries=20000}; restarts go on as long. */
  private static final int QUERIES = Integer.getInteger("skyvane.queries", 2_000);

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
    KEYS.forEach(site::outcome);
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
    // So that a restarted instance takes tasks back soon.
    settings.put("kafka.probing.rebalance.interval.ms", "60000");
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
    var first = owner(hosts[0]);
    assertEquals(first, owner(hosts[1]));
    assertTrue(first.containsValue(hosts[0].instance()), first.toString());
    assertTrue(first.containsValue(hosts[1].instance()), first.toString());
    for (var host : hosts) {
      var all = site.get(host.url(), "/counts");
      assertEquals(KEYS.size(), all.json().getJsonArray("data").size(), all.body());
    }
  }

  @Test
  void whileAnInstanceIsLostItsCopyAnswers() {
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
    var random = Seed.fresh().generator();
    var ready = new ConcurrentHashMap<Integer, StreamHost>(Map.of(0, hosts[0], 1, hosts[1]));
    var stop = new CountDownLatch(1);
    var writer =
        Thread.startVirtualThread(
            () -> {
              int turn = 0;
              try {
                while (!stop.await(20, TimeUnit.MILLISECONDS)) {
                  site.outcome(KEYS.get(turn++ % KEYS.size()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    var asked = new AtomicInteger();
    var failed = new ConcurrentLinkedQueue<String>();
    var older = new ConcurrentLinkedQueue<String>();
    var roles = new ConcurrentHashMap<String, Integer>();
    var newest = new ConcurrentHashMap<String, Instant>();
    var took = new java.util.concurrent.ConcurrentSkipListMap<Long, Integer>();
    var askers = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      var own = random.nextLong();
      askers.add(
          Thread.startVirtualThread(
              () -> {
                var mine = new java.util.SplittableRandom(own);
                try {
                  while (!stop.await(4, TimeUnit.MILLISECONDS)) {
                    // As a load balancer does that asks /readyz.
                    var living =
                        ready.values().stream().filter(h -> h.reasons().isEmpty()).toList();
                    // While it rebalances the one that is left is not ready, and answers.
                    var choice = living.isEmpty() ? List.copyOf(ready.values()) : living;
                    var host = choice.get(mine.nextInt(choice.size()));
                    var key = KEYS.get(mine.nextInt(KEYS.size()));
                    var before = newest.getOrDefault(key, Instant.EPOCH);
                    var start = Instant.now();
                    var answer = site.get(host.url(), "/counts/" + key);
                    asked.incrementAndGet();
                    took.merge(answer.took().toMillis(), 1, Integer::sum);
                    if (answer.status() != 200
                        || answer.took().compareTo(Duration.ofMillis(200)) > 0) {
                      failed.add(answer.status() + " in " + answer.took() + " " + answer.body());
                      continue;
                    }
                    var meta = answer.meta();
                    roles.merge(
                        meta.getJsonArray("sources").getJsonObject(0).getString("role"),
                        1,
                        Integer::sum);
                    var seen = Instant.parse(meta.getString("newest"));
                    newest.merge(key, seen, (a, b) -> a.isAfter(b) ? a : b);
                    var age = meta.getLong("ageMs");
                    // What had been seen by others before, and is older than claimed, must be in
                    // it.
                    if (age != null
                        && before.isAfter(seen)
                        && before.isBefore(start.minusMillis(age).minus(SLACK))) {
                      older.add(before + " was known, " + seen + " was given: " + answer.body());
                    }
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (int turn = 0; turn < 2 || asked.get() < QUERIES; turn++) {
      int index = turn % 2;
      ready.remove(index);
      hosts[index].close();
      hosts[index] = host(index);
      hosts[index].awaitReady(LIMIT);
      await().atMost(LIMIT).until(() -> settled(hosts[index]));
      ready.put(index, hosts[index]);
    }
    stop.countDown();
    writer.join();
    for (var asker : askers) {
      asker.join();
    }
    System.out.printf(
        "asked %d, not answered within 200 ms %d, older than claimed %d, roles %s, longest %s ms%n",
        asked.get(), failed.size(), older.size(), roles, took.lastKey());
    assertTrue(
        failed.size() <= asked.get() / 1_000,
        failed.size() + " of " + asked + " failed: " + failed.stream().limit(10).toList());
    assertEquals(List.of(), List.copyOf(older));
  }
}
