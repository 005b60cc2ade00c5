package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Routers of one group, of which some end and come back while callers go on. */
public final class GroupRig implements AutoCloseable {
  /** Time without a sign of life after which a router is lost, in ms: in both protocols. */
  public static final int SESSION_MS = 6_000;

  private static final String TOPIC = "bench.group";
  private static final int PARTITIONS = 12;
  private static final int CONCURRENCY = 10_000;
  private static final long TIMEOUT_MS = 30_000;
  private static final int ROUTERS = 3;

  /** Load before the first router ends, and after the last is back. */
  private static final Duration AT_REST = Duration.ofSeconds(3);

  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Site site;
  private final Protocol protocol;
  private final Load load;
  private final int perSecond;
  private final List<Child> routers = new ArrayList<>();
  private final StubProvider provider;
  private int lives;

  /** How a group shares partitions. */
  public enum Protocol {
    /** By its members, cooperative and sticky. */
    CLASSIC("classic", "classic", 1_000),
    /** By the brokers (KIP-848), that ask for a sign of life as often. */
    CONSUMER("consumer", "consumer", 1_000),
    /** The same as brokers are by default. */
    CONSUMER_BY_DEFAULT("consumer-5s", "consumer", 5_000);

    private final String text;
    private final String protocol;
    private final int heartbeatMs;

    Protocol(String text, String protocol, int heartbeatMs) {
      this.text = text;
      this.protocol = protocol;
      this.heartbeatMs = heartbeatMs;
    }

    /** As it is called in figures. */
    public String text() {
      return text;
    }
  }

  private interface Event {
    void happen() throws Exception;
  }

  /**
   * Starts everything.
   *
   * @param perSecond invocations per second
   * @param seed of the payload
   * @throws Exception if a part does not start; nothing is left running then
   */
  public GroupRig(Protocol protocol, int perSecond, long seed) throws Exception {
    this.protocol = protocol;
    this.perSecond = perSecond;
    site =
        new Site(
            Map.of(
                "group.consumer.session.timeout.ms",
                Integer.toString(SESSION_MS),
                "group.consumer.heartbeat.interval.ms",
                Integer.toString(protocol.heartbeatMs)));
    try {
      provider = site.own(new StubProvider());
      site.createTopics(Map.of(TOPIC, PARTITIONS, Names.REPLIES, Names.PARTITIONS));
      site.announce(
          List.of(Site.region(Names.REGION, CONCURRENCY)),
          List.of(
              Site.function(Names.FUNCTION, Names.REGION, provider.url(), Order.NONE, TIMEOUT_MS)));
      for (int i = 0; i < ROUTERS; i++) {
        routers.add(launch());
      }
      routers.forEach(Child::awaitReady);
      load = site.own(new Load(site.clients(), seed));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private Child launch() {
    var settings = new HashMap<>(site.routerSettings());
    settings.put("group.id", "bench-group");
    settings.put("group.protocol", protocol.protocol);
    settings.put("input.topics", TOPIC);
    if (protocol == Protocol.CLASSIC) {
      settings.put("kafka.session.timeout.ms", Integer.toString(SESSION_MS));
      settings.put("kafka.heartbeat.interval.ms", Integer.toString(protocol.heartbeatMs));
    }
    return site.own(Child.router("router-" + ++lives, settings, site.directory()));
  }

  /** Callers go on, and nothing happens; for the compilers. */
  public Interruption calm(Duration length) throws Exception {
    return during(() -> Thread.sleep(length));
  }

  /** Each router in turn ends in good order and is started again. */
  public Interruption roll() throws Exception {
    return during(
        () -> {
          for (int i = 0; i < ROUTERS; i++) {
            routers.get(i).close();
            routers.set(i, launch());
            routers.get(i).awaitReady();
          }
        });
  }

  /** One router ends as a crash does, and is started again when the others have its work. */
  public Interruption kill() throws Exception {
    return during(
        () -> {
          routers.getFirst().kill();
          Thread.sleep(2L * SESSION_MS);
          routers.set(0, launch());
          routers.getFirst().awaitReady();
        });
  }

  private Interruption during(Event event) throws Exception {
    var enough = new AtomicBoolean();
    var pace = new Pace.Ongoing(perSecond, LONGEST, () -> !enough.get());
    var ask = new Ask(Names.FUNCTION, Ask.NO_KEY, 0, Ask.Ending.ANSWER);
    long calls = provider.calls();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending = threads.submit(() -> load.run(TOPIC, PARTITIONS, _ -> ask, pace, PATIENCE));
      long began;
      long ended;
      try {
        Thread.sleep(AT_REST);
        began = System.nanoTime();
        event.happen();
        ended = System.nanoTime();
        Thread.sleep(AT_REST);
      } finally {
        enough.set(true);
      }
      var sent = sending.get();
      return new Interruption(
          sent.all(),
          (ended - began) / 1e9,
          provider.calls() - calls - sent.count(),
          sent.failed());
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "%s; the last router said last: %s"
              .formatted(e.getCause(), routers.getLast().lastLines()),
          e);
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
