package dev.skyvane.standalone.process;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.CostStream;
import dev.skyvane.embedded.EmbeddedConnect;
import dev.skyvane.embedded.EmbeddedKafka;
import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.router.Router;
import dev.skyvane.router.RouterConfig;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.standalone.world.World;
import dev.skyvane.stream.StreamHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything in one process; wiring only. */
public final class Standalone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
  private static final Duration READY_LIMIT = Duration.ofSeconds(30);
  private static final String HOST = "127.0.0.1";
  private static final String REGISTRY_JOURNAL = "skyvane.schemas";

  private final Path data;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ClusterAddress address;
  private final CompletionStage<Throwable> fault;
  private final @Nullable World world;
  private final Router router;
  private final StreamHost metrics;
  private final StreamHost costs;

  /**
   * What to start.
   *
   * @param data directory of the broker's data
   * @param ports where to listen
   * @param emulators whether to start emulated clouds
   * @param seed seed of the emulated clouds
   * @param partitions partitions of the topics that carry work
   * @param router settings of the router that differ from the usual ones
   * @param carbon settings of the carbon source; empty: there is none
   */
  public record Options(
      Path data,
      Ports ports,
      boolean emulators,
      long seed,
      int partitions,
      Map<String, String> router,
      Map<String, String> carbon) {
    public Options {
      router = Map.copyOf(router);
      carbon = Map.copyOf(carbon);
    }

    /** The usual settings: eight partitions, no emulated clouds. */
    public static Options of(Path data, Ports ports) {
      return new Options(data, ports, false, 20_261_121L, 8, Map.of(), Map.of());
    }

    /** The same with emulated clouds. */
    public Options withEmulators(long newSeed) {
      return new Options(data, ports, true, newSeed, partitions, router, carbon);
    }

    /**
     * The same with settings of the router.
     *
     * @param settings that {@link RouterSettings#check} admits
     */
    public Options withRouter(Map<String, String> settings) {
      return new Options(data, ports, emulators, seed, partitions, settings, carbon);
    }

    /**
     * The same with a carbon source, in a Connect worker of its own.
     *
     * @param settings that {@link CarbonSettings#check} admits
     */
    public Options withCarbon(Map<String, String> settings) {
      return new Options(data, ports, emulators, seed, partitions, router, settings);
    }
  }

  private Standalone(Options options) {
    data = options.data();
    options.ports().check(options.emulators() ? World.size() : 0);
    try {
      var kafka =
          own(
              EmbeddedKafka.start(
                  EmbeddedKafka.Options.singleBroker(options.data())
                      .withFirstPort(options.ports().kafka())));
      fault = kafka.fault();
      var registry =
          own(
              EmbeddedRegistry.start(
                  kafka.bootstrapServers(), HOST, options.ports().registry(), REGISTRY_JOURNAL));
      address =
          new ClusterAddress(
              kafka.bootstrapServers(),
              registry.url().toString(),
              TopicNames.DEFAULT_PREFIX,
              Map.of());
      var settings = RouterSettings.at(address, options.ports(), options.router());
      ensureTopics(options.partitions(), new RouterConfig(settings).inputTopics());
      world =
          options.emulators()
              ? own(World.start(Catalog.load(), options.ports().emulators(), options.seed()))
              : null;
      if (world != null) {
        announce(world);
      }
      router = own(Router.start(settings));
      metrics =
          own(
              StreamHost.start(
                  new MetricsService(),
                  StreamSettings.at(address, options.ports().queries(), options.data())));
      costs =
          own(
              StreamHost.start(
                  new CostStream(),
                  StreamSettings.at(address, options.ports().costs(), options.data())));
      router.awaitReady(READY_LIMIT);
      if (!options.carbon().isEmpty()) {
        readCarbon(options.carbon());
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything and returns when it serves.
   *
   * @throws StartException if a port is taken
   * @throws RuntimeException if a part does not start; nothing is left running then
   */
  public static Standalone start(Options options) {
    return new Standalone(options);
  }

  /** Where Kafka and the registry are. */
  public ClusterAddress address() {
    return address;
  }

  /** The emulated clouds, if they were started. */
  public Optional<World> world() {
    return Optional.ofNullable(world);
  }

  /** What there is to know for commands that find this process by its context. */
  public Context context() {
    return new Context(
        address,
        ProcessHandle.current().pid(),
        world().flatMap(World::address).orElse(""),
        router.gatewayUrl().map(Object::toString).orElse(""),
        router.healthUrl().map(url -> url + "/readyz").orElse(""),
        metrics.url().toString(),
        costs.url().toString());
  }

  /**
   * Begins to read carbon intensity, in a Connect worker of its own; once, and while the process
   * serves. Where the connector is stands beside the broker's data. Closing waits for it.
   *
   * @param settings that {@link CarbonSettings#check} admits
   */
  public synchronized void readCarbon(Map<String, String> settings) {
    var connect =
        own(
            EmbeddedConnect.start(
                address.bootstrapServers(), data.resolveSibling("connect.offsets")));
    connect.run("carbon", CarbonSettings.at(address, settings));
  }

  /** Completes with the cause if the broker ends by a fault. */
  public CompletionStage<Throwable> fault() {
    return fault;
  }

  /** Stops everything, the last started first. A second call does nothing. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      var part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop in good order", part.getClass().getSimpleName(), e);
      }
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  private void ensureTopics(int partitions, List<String> inputs) {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address.bootstrapServers()))) {
      new TopicAdmin(admin, address.topics()).ensure(partitions, (short) 1);
      InputTopics.ensure(admin, inputs, partitions);
    }
  }

  private void announce(World started) {
    try (var cluster = Cluster.connect(address)) {
      cluster.regions().write(started.regions());
    }
  }
}
