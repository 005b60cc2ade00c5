package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.Order;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** A broker, a provider that takes 0 to 5 ms, and contenders that work backlogs off. */
public final class ThroughputRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long TIMEOUT_MS = 30_000;

  /** Most requests without a reply: some times what contenders work on at once. */
  private static final int OUTSTANDING = 3_000;

  private static final int MOST = 1_000_000;

  private final Site site;
  private final Map<Contender, Child> contenders = new EnumMap<>(Contender.class);
  private final Child provider;
  private final Load load;
  private final Sizes sizes;
  private final long seed;

  /**
   * How large it all is.
   *
   * @param concurrency most calls at a time, but for the README's workload
   * @param keys how many keys ordered requests have
   * @param partitions numbers of partitions for which there is an input topic
   */
  public record Sizes(int concurrency, int keys, List<Integer> partitions) {
    public Sizes {
      partitions = List.copyOf(partitions);
    }
  }

  /**
   * Starts everything.
   *
   * @param which contenders to start
   * @param seed of payloads, delays and keys
   * @throws Exception if a part does not start; nothing is left running then
   */
  public ThroughputRig(List<Contender> which, Sizes sizes, long seed) throws Exception {
    this.sizes = sizes;
    this.seed = seed;
    site = new Site();
    try {
      provider = site.own(Child.provider(site.directory()));
      var url = provider.awaitReady();
      var topics = new HashMap<String, Integer>();
      topics.put(Names.REPLIES, Names.PARTITIONS);
      for (int partitions : sizes.partitions()) {
        which.forEach(contender -> topics.put(Names.input(contender, partitions), partitions));
      }
      site.createTopics(topics);
      site.announce(
          List.of(
              Site.region(Job.UNORDERED.region(), sizes.concurrency()),
              Site.region(Job.README.region(), Job.README_CONCURRENCY)),
          Arrays.stream(Job.values())
              .map(
                  job ->
                      Site.function(
                          job.function(),
                          job.region(),
                          url,
                          job.ordered() ? Order.KEY : Order.NONE,
                          TIMEOUT_MS))
              .toList());
      for (var contender : which) {
        contenders.put(
            contender,
            site.own(Child.contender(contender, settings(contender, url), site.directory())));
      }
      contenders.values().forEach(Child::awaitReady);
      load = site.own(new Load(site.clients(), seed));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private Map<String, String> settings(Contender contender, String url) {
    var topics =
        sizes.partitions().stream()
            .map(partitions -> Names.input(contender, partitions))
            .collect(Collectors.joining(","));
    var settings =
        new HashMap<>(contender.isRouter() ? site.routerSettings() : site.echoSettings());
    settings.put("provider", url);
    settings.put(contender.isRouter() ? "input.topics" : "topics", topics);
    if (contender == Contender.TRANSACTIONAL) {
      settings.put("group.id", "bench-" + contender.argument());
      settings.put("processing.guarantee", "exactly_once");
    }
    if (contender.isRouter()) {
      // They are measured in turn, each as if it were alone.
      settings.put("limits.share", "false");
    }
    return settings;
  }

  /** Makes a contender ready for a job. Only the peer serves one job at a time. */
  public void open(Contender contender, Job job, int partitions) {
    if (contender == Contender.PEER) {
      process(contender)
          .ask(
              "open %s %s %s %d"
                  .formatted(
                      Names.input(contender, partitions),
                      Names.REPLIES,
                      job.ordered() ? "KEY" : "UNORDERED",
                      job.concurrency(sizes.concurrency())));
    }
  }

  /** Ends the job that a contender was made ready for. */
  public void end(Contender contender) {
    if (contender == Contender.PEER) {
      process(contender).ask("close");
    }
  }

  /**
   * Keeps a backlog before a contender for some time, and waits until it has worked it off.
   *
   * @throws IllegalStateException if a reply is missing, wrong or an error, a call was made twice
   *     or out of its key's order, or the contender has ended
   */
  public Throughput run(Contender contender, Job job, int partitions, Duration length)
      throws InterruptedException {
    return run(contender, job, partitions, new Pace.Backlog(MOST, length, OUTSTANDING));
  }

  /** The same with so many requests, all sent at once. */
  public Throughput run(Contender contender, Job job, int partitions, int count)
      throws InterruptedException {
    return run(contender, job, partitions, new Pace.Backlog(count, PATIENCE, count));
  }

  private Throughput run(Contender contender, Job job, int partitions, Pace pace)
      throws InterruptedException {
    var asks = new DelayedAsks(seed, job.function(), job.ordered() ? sizes.keys() : 0);
    var ran = run(contender, partitions, asks, pace);
    return new Throughput(ran.sent.count(), ran.sent.nanos(), ran.used);
  }

  /**
   * Sends requests at fixed times, which the provider answers at once.
   *
   * @param perSecond requests per second
   * @param length how long
   * @throws IllegalStateException as with a backlog
   */
  public Round paced(Contender contender, int partitions, int perSecond, Duration length)
      throws InterruptedException {
    var at = new Ask(Job.UNORDERED.function(), Ask.NO_KEY, 0, Ask.Ending.ANSWER);
    var ran = run(contender, partitions, _ -> at, new Pace.Fixed(perSecond, length));
    return new Round(ran.sent.all(), ran.used, 0);
  }

  private record Ran(Sent sent, Counters used) {}

  private Ran run(Contender contender, int partitions, IntFunction<Ask> asks, Pace pace)
      throws InterruptedException {
    var process = process(contender);
    var before = process.counters();
    var calls = Counters.values(provider.ask(ContenderMain.COUNTERS));
    try {
      var sent =
          load.run(Names.input(contender, partitions), partitions, asks, pace, PATIENCE)
              .allAnswered();
      var used = process.counters().since(before);
      var now = Counters.values(provider.ask(ContenderMain.COUNTERS));
      check(contender, sent.count(), difference("calls", calls, now));
      long broken = difference("broken", calls, now);
      if (broken > 0) {
        throw new IllegalStateException(
            "%,d calls were not in their key's order".formatted(broken));
      }
      return new Ran(sent, used);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          e.getMessage() + "; the " + contender.text() + " said last: " + process.lastLines(), e);
    }
  }

  private static void check(Contender contender, int count, long calls) {
    if (contender.callsTheProvider() && calls != count) {
      throw new IllegalStateException("%,d calls for %,d requests".formatted(calls, count));
    }
  }

  private static long difference(String name, Map<String, Long> before, Map<String, Long> now) {
    return now.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
  }

  private Child process(Contender contender) {
    var process = contenders.get(contender);
    if (process == null) {
      throw new IllegalArgumentException("the " + contender.text() + " was not started");
    }
    return process;
  }

  /** The flags that contenders run with, and their heap. */
  public static String flags() {
    return Child.text();
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
