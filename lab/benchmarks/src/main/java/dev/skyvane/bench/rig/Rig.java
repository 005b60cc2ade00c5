package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.Order;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A broker, a registry, a stub provider and contenders, all running. */
public final class Rig implements AutoCloseable {
  private static final long TIMEOUT_MS = 30_000;
  private static final int CONCURRENCY = 10_000;

  /** Longest wait for the last reply. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Ask ECHO = new Ask(Names.FUNCTION, Ask.NO_KEY, 0, Ask.Ending.ANSWER);

  private final Site site;
  private final Map<Contender, Child> contenders = new EnumMap<>(Contender.class);
  private final StubProvider stub;
  private final Load load;

  /**
   * Starts everything.
   *
   * @param which contenders to start
   * @param seed of the payload
   * @throws Exception if a part does not start; nothing is left running then
   */
  public Rig(List<Contender> which, long seed) throws Exception {
    site = new Site();
    try {
      stub = site.own(new StubProvider());
      site.createTopics(
          Stream.of(Names.input(Contender.BARE), Names.input(Contender.HTTP), Names.REPLIES)
              .collect(Collectors.toMap(Function.identity(), _ -> Names.PARTITIONS)));
      site.announce(
          List.of(Site.region(Names.REGION, CONCURRENCY)),
          List.of(Site.function(Names.FUNCTION, Names.REGION, stub.url(), Order.NONE, TIMEOUT_MS)));
      for (var contender : which) {
        contenders.put(
            contender, site.own(Child.contender(contender, settings(contender), site.directory())));
      }
      contenders.values().forEach(Child::awaitReady);
      load = site.own(new Load(site.clients(), seed));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private Map<String, String> settings(Contender contender) {
    var settings =
        new HashMap<>(contender == Contender.ROUTER ? site.routerSettings() : site.echoSettings());
    settings.put("provider", stub.url());
    if (contender != Contender.ROUTER) {
      settings.put("topics", Names.input(contender));
    }
    return settings;
  }

  /**
   * Sends requests to a contender at fixed times and measures.
   *
   * @param rate requests per second
   * @param length how long to send
   * @throws IllegalStateException if a reply is missing or wrong, or the contender has ended
   */
  public Round run(Contender contender, int rate, Duration length) throws InterruptedException {
    var process = process(contender);
    var before = process.counters();
    long calls = stub.calls();
    long nanos = stub.nanos();
    try {
      var times =
          load.run(
                  Names.input(contender),
                  Names.PARTITIONS,
                  _ -> ECHO,
                  new Pace.Fixed(rate, length),
                  PATIENCE)
              .allAnswered()
              .all();
      var used = process.counters().since(before);
      long called = stub.calls() - calls;
      if (contender.callsTheProvider() && called != times.getTotalCount()) {
        throw new IllegalStateException(
            "%,d calls for %,d requests".formatted(called, times.getTotalCount()));
      }
      return new Round(times, used, called == 0 ? 0 : (double) (stub.nanos() - nanos) / called);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          e.getMessage() + "; the " + contender.text() + " said last: " + process.lastLines(), e);
    }
  }

  /** Begins to record a contender's pauses. */
  public void record(Contender contender) {
    process(contender).record();
  }

  /** A contender's pauses since {@link #record}, which ends. */
  public Pauses pauses(Contender contender) {
    return process(contender).pauses();
  }

  /** The flags that contenders run with, and their heap. */
  public static String flags() {
    return Child.text();
  }

  private Child process(Contender contender) {
    var process = contenders.get(contender);
    if (process == null) {
      throw new IllegalArgumentException("the " + contender.text() + " was not started");
    }
    return process;
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
