package dev.skyvane.stream.rig;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.stream.StreamHost;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Instances that are restarted in turn while queries are asked and outcomes are written. A query
 * goes once to an instance that is ready, as a load balancer sends it that asks {@code /readyz};
 * nobody asks again.
 */
public final class RollingRestart {
  /** Within which a query has to be answered. */
  private static final Duration IN_TIME = Duration.ofMillis(200);

  /** Beyond what an answer says of its age: the way of a change into the copy, and two clocks. */
  private static final Duration SLACK = Duration.ofMillis(500);

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int ASKERS = 4;
  private static final long ASK_EVERY_MS = 3;
  private static final long WRITE_EVERY_MS = 20;

  private final Site site;
  private final List<String> paths;
  private final Runnable write;
  private final Map<Integer, StreamHost> ready = new ConcurrentHashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> late = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> older = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> roles = new ConcurrentHashMap<>();
  private final Map<String, Integer> ageless = new ConcurrentHashMap<>();
  private final Map<String, Instant> newest = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Integer> took = new ConcurrentSkipListMap<>();

  /**
   * What came of it.
   *
   * @param failed what was not answered with 200
   * @param late what was, but took more than 200 ms
   * @param older answers that lacked what they claimed to have
   * @param roles answers by the role of who gave them
   * @param ageless of them those that did not know their age
   */
  public record Report(
      int asked,
      int restarts,
      List<String> failed,
      List<String> late,
      List<String> older,
      Map<String, Integer> roles,
      Map<String, Integer> ageless,
      long longestMs) {
    /**
     * Checks that 99.9 % were answered within 200 ms, and none older than it claimed. On a machine
     * that has more than two threads waiting for each processor being late says nothing of a
     * service: there only the answers are judged.
     */
    public void check() {
      System.out.println(this);
      assertTrue(
          failed.size() <= asked / 1_000,
          () -> this + ", not answered: " + failed.stream().limit(10).toList());
      var machine = ManagementFactory.getOperatingSystemMXBean();
      if (machine.getSystemLoadAverage() <= 2 * machine.getAvailableProcessors()) {
        assertTrue(
            failed.size() + late.size() <= asked / 1_000,
            () -> this + ", late: " + late.stream().limit(10).toList());
      } else {
        System.out.println("not judged by time: load average " + machine.getSystemLoadAverage());
      }
      assertEquals(List.of(), older);
    }

    @Override
    public String toString() {
      return "asked %d over %d restarts, not answered %d, later than 200 ms %d, older than claimed %d, roles %s, of unknown age %s, longest %d ms"
          .formatted(
              asked, restarts, failed.size(), late.size(), older.size(), roles, ageless, longestMs);
    }
  }

  /**
   * @param paths each of which asks for one thing
   * @param write writes one outcome that changes an answer
   */
  public RollingRestart(Site site, List<String> paths, Runnable write) {
    this.site = site;
    this.paths = List.copyOf(paths);
    this.write = write;
  }

  /**
   * Restarts each instance at least once, and on until enough was asked.
   *
   * @param hosts replaced by those that are started
   * @param starting starts an instance by its index
   * @param settled whether an instance has all that it needs to stand in for another
   */
  public Report run(
      StreamHost[] hosts,
      int queries,
      IntFunction<StreamHost> starting,
      Predicate<StreamHost> settled,
      RandomGenerator random)
      throws InterruptedException {
    for (int i = 0; i < hosts.length; i++) {
      ready.put(i, hosts[i]);
    }
    var threads = new ArrayList<Thread>();
    threads.add(every(WRITE_EVERY_MS, write));
    for (int i = 0; i < ASKERS; i++) {
      var own = new SplittableRandom(random.nextLong());
      threads.add(every(ASK_EVERY_MS, () -> ask(own)));
    }
    int restarts = 0;
    try {
      for (; restarts < hosts.length || asked.get() < queries; restarts++) {
        int index = restarts % hosts.length;
        ready.remove(index);
        hosts[index].close();
        hosts[index] = starting.apply(index);
        hosts[index].awaitReady(LIMIT);
        var host = hosts[index];
        await().atMost(LIMIT).until(() -> settled.test(host));
        ready.put(index, host);
      }
    } finally {
      stop.countDown();
      for (var thread : threads) {
        thread.join();
      }
    }
    return new Report(
        asked.get(),
        restarts,
        List.copyOf(failed),
        List.copyOf(late),
        List.copyOf(older),
        Map.copyOf(roles),
        Map.copyOf(ageless),
        took.lastKey());
  }

  private Thread every(long pauseMs, Runnable work) {
    return Thread.startVirtualThread(
        () -> {
          try {
            while (!stop.await(pauseMs, TimeUnit.MILLISECONDS)) {
              work.run();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void ask(SplittableRandom random) {
    var living = ready.values().stream().filter(each -> each.reasons().isEmpty()).toList();
    // While it rebalances the one that is left may not be ready, and answers.
    var choice = living.isEmpty() ? List.copyOf(ready.values()) : living;
    var host = choice.get(random.nextInt(choice.size()));
    var path = paths.get(random.nextInt(paths.size()));
    var before = newest.getOrDefault(path, Instant.EPOCH);
    var start = Instant.now();
    var answer = site.get(host.url(), path);
    asked.incrementAndGet();
    took.merge(answer.took().toMillis(), 1, Integer::sum);
    var said = path + ": " + answer.status() + " in " + answer.took() + " " + answer.body();
    if (answer.status() != 200) {
      failed.add(said);
      return;
    }
    if (answer.took().compareTo(IN_TIME) > 0) {
      late.add(said);
    }
    var meta = answer.meta();
    var role = meta.getJsonArray("sources").getJsonObject(0).getString("role");
    roles.merge(role, 1, Integer::sum);
    var seen = Optional.ofNullable(meta.getString("newest")).map(Instant::parse);
    seen.ifPresent(at -> newest.merge(path, at, (a, b) -> a.isAfter(b) ? a : b));
    var age = meta.getLong("ageMs");
    if (age == null) {
      ageless.merge(role, 1, Integer::sum);
    }
    // What had been seen by others before, and is older than claimed, must be in it.
    if (age != null
        && before.isAfter(seen.orElse(Instant.EPOCH))
        && before.isBefore(start.minusMillis(age).minus(SLACK))) {
      older.add(before + " was known, " + seen + " was given: " + answer.body());
    }
  }
}
