package dev.skyvane.router;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.provider.ReferenceSecrets;
import dev.skyvane.router.dispatch.Dispatcher;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.dispatch.ProbeCall;
import dev.skyvane.router.dispatch.Surroundings;
import dev.skyvane.router.gateway.Gateway;
import dev.skyvane.router.gateway.GatewayConfig;
import dev.skyvane.router.health.Health;
import dev.skyvane.router.health.HealthServer;
import dev.skyvane.router.intake.Intake;
import dev.skyvane.router.intake.IntakeMeans;
import dev.skyvane.router.intake.ParkingRules;
import dev.skyvane.router.intake.PartitionWriters;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.RetryBudgets;
import dev.skyvane.router.observe.PrometheusMeters;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.parking.ParkedCodec;
import dev.skyvane.router.parking.ParkedLog;
import dev.skyvane.router.parking.SourceReader;
import dev.skyvane.router.probe.Prober;
import dev.skyvane.router.provider.Providers;
import dev.skyvane.router.provider.WarmUp;
import dev.skyvane.router.reply.OutcomeWriter;
import dev.skyvane.router.reply.ReplyTopics;
import dev.skyvane.router.reply.SendLane;
import dev.skyvane.router.reply.Terminals;
import dev.skyvane.router.request.EnvelopeDecoder;
import dev.skyvane.router.request.InvocationIds;
import dev.skyvane.router.schedule.EgressPrice;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.schedule.Vantages;
import dev.skyvane.router.share.LimitShares;
import dev.skyvane.router.table.TableReader;
import dev.skyvane.router.table.WorldBuilder;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.ParkedInvocation;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.RouterLoad;
import dev.skyvane.schemas.serde.RecordSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router. */
public final class Router implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  /** Longest wait for the brokers' answer at the start, in s. */
  private static final int ASK_SECONDS = 30;

  /** Longest wait for the adapters to warm up: a slow first call is better than none. */
  private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Health health;
  private @Nullable HealthServer healthServer;
  private @Nullable Gateway gateway;

  private Router(RouterConfig config, @Nullable MeterRegistry registry) {
    this.health =
        own(new Health(Duration.ofMillis(config.getLong(RouterConfig.WATCHDOG_STALL_MS))));
    try {
      var unused =
          open(config, registry == null ? registry(config) : registry)
              .whenComplete(
                  (_, failure) -> {
                    if (failure == null) {
                      ready.complete(null);
                    } else {
                      ready.completeExceptionally(failure);
                    }
                  });
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a router with a meter registry of its own; where {@code health.port} is set, one that
   * Prometheus can read there.
   *
   * @param settings by the keys of {@link RouterConfig}
   * @throws org.apache.kafka.common.config.ConfigException that names the key, value and rule
   */
  public static Router start(Map<String, String> settings) {
    return new Router(new RouterConfig(settings), null);
  }

  /** Starts a router that shows its meters in a registry, which it does not close. */
  public static Router start(Map<String, String> settings, MeterRegistry registry) {
    return new Router(new RouterConfig(settings), registry);
  }

  private CompletableFuture<Void> open(RouterConfig config, MeterRegistry registry) {
    var names = config.topics();
    // Before anything starts, so that a wrong setting is told at once.
    var gatewayConfig = new GatewayConfig(config.all());
    var clients = new Clients(config);
    var catalog = config.catalog();
    var serdes = own(RecordSerdes.create(config.all()));
    var vertx = Vertx.vertx();
    own(() -> vertx.close().await());
    var providers = own(Providers.builtIn(vertx, config.all(), ReferenceSecrets.of(config.all())));
    var admin = own(Admin.create(clients.admin()));
    boolean shared = config.getBoolean(RouterConfig.LIMITS_SHARE);
    var loads = new Loads(config.ejection(), System::nanoTime, shared);
    var meters = new RouterMeters(registry, loads::inFlight);
    meters.showNotLive(loads::notLive);
    meters.showStalled(health::stalled);
    var warmUp = warmUp(providers);
    var live = own(LiveData.follow(config, clients, serdes));
    showRestored(live, meters);
    var tables =
        own(
            new TableReader(
                clients.tableConsumer(),
                source(Topic.FUNCTIONS, names, serdes.of(FunctionSpec.class)),
                source(Topic.REGIONS, names, serdes.of(RegionSpec.class)),
                source(Topic.CARBON_LATEST, names, serdes.of(CarbonReading.class)),
                new WorldBuilder(catalog, providers::of, loads),
                world -> {
                  warmUp.begin(world);
                  live.keep(world);
                }));
    var written = own(new WrittenSchemas());
    serveHealth(vertx, config, registry, tables.ready(), written.known());
    var replyTopics = new ReplyTopics(admin, names, config.getString(RouterConfig.REPLY_ALLOW));
    var outcomes =
        own(
            new OutcomeWriter(
                clients.outcomeProducer(),
                written.add(
                    serdes.of(Outcome.class),
                    names.of(Topic.OUTCOMES),
                    Outcome.newBuilder().build()),
                names.of(Topic.OUTCOMES),
                meters));
    var terminals =
        new Terminals(
            replyTopics,
            written.add(
                serdes.of(Reply.class),
                List.of(
                    names.of(Topic.REPLIES),
                    names.of(Topic.GATEWAY_REPLIES),
                    names.of(Topic.GATEWAY_CALLBACKS)),
                Reply.newBuilder().build()),
            written.add(
                serdes.of(DeadLetter.class),
                names.of(Topic.DEAD_LETTERS),
                DeadLetter.newBuilder().build()),
            names.of(Topic.DEAD_LETTERS),
            meters,
            health.writes());
    var terminalLane =
        config.exactlyOnce()
            ? null
            : own(new SendLane("terminal-writer", clients.terminalProducer()));
    var vantages = vantages(catalog, config);
    var plans =
        new PlanBook(
            new Scheduler(
                catalog.latency(),
                live.prices(),
                EgressPrice.listed(catalog.egress()),
                live.measurements()));
    var surroundings =
        new Surroundings(
            tables::world,
            vantages,
            plans,
            live.lateness(),
            providers::of,
            catalog,
            replyTopics,
            outcomes::write,
            new RetryBudgets(config.retryBudget(), System::nanoTime),
            meters,
            config.routerId(),
            new Surroundings.Limits(
                config.getInt(RouterConfig.REPLY_MAX_BYTES),
                config.getLong(RouterConfig.PARKING_RETRY_MS)));
    var dispatcher = new Dispatcher(surroundings);
    var prober =
        own(
            new Prober(
                tables::world,
                plans,
                vantages.fixed().orElse(null),
                new ProbeCall(surroundings),
                Loop.several(vertx, 1).getFirst(),
                System::currentTimeMillis));
    var ids = new InvocationIds(clusterId(admin));
    var decoder =
        new EnvelopeDecoder(
            serdes.of(Invocation.class).deserializer(),
            ids,
            new EnvelopeDecoder.Bindings(
                config.boundFunctions(),
                config.boundTenants(),
                new HashSet<>(config.getList(RouterConfig.TRUSTED_TOPICS))),
            names.of(Topic.REPLIES),
            config.getInt(RouterConfig.INVOCATION_MAX_BYTES));
    var codec = parkedCodec(config, serdes, written, admin);
    var http =
        gatewayConfig.enabled()
            ? own(
                gateway(
                    gatewayConfig,
                    config,
                    new GatewayParts(
                        vertx, clients, serdes, written, admin, tables, dispatcher, meters)))
            : null;
    gateway = http;
    written.resolve();
    var unusedSchemas = written.known().whenComplete(this::partEnded);
    var source = own(new SourceReader(clients.sourceConsumer()));
    var unused = tables.ended().whenComplete(this::partEnded);
    var unusedLive = live.ended().whenComplete(this::partEnded);
    // Invocations wait until the tables say which functions there are.
    return tables
        .ready()
        .thenCompose(
            _ ->
                shared
                    ? share(config, clients, serdes, loads, meters)
                    : CompletableFuture.completedFuture(null))
        .thenCompose(_ -> written.known())
        .thenCompose(_ -> live.ready())
        .thenCompose(
            _ -> warmUp.done().completeOnTimeout(null, WARM_UP_LIMIT.toSeconds(), TimeUnit.SECONDS))
        .thenCompose(
            _ -> {
              var intake =
                  own(
                      new Intake(
                          clients.intakeConsumer(),
                          config.inputTopics(),
                          Loop.several(vertx, config.getInt(RouterConfig.EVENT_LOOPS)),
                          new IntakeMeans(
                              decoder,
                              ids,
                              dispatcher,
                              codec,
                              source,
                              new ParkingRules(
                                  config.getLong(RouterConfig.PARKING_CALL_MS),
                                  config.getInt(RouterConfig.WINDOW_SHARE_PERCENT),
                                  config.getInt(RouterConfig.PARKED_MAX_ENTRIES)),
                              Duration.ofMillis(config.getLong(RouterConfig.SCHEMA_PATIENCE_MS))),
                          new PartitionWriters(
                              clients::transactionalProducer,
                              terminals,
                              terminalLane,
                              new ParkedLog(admin, clients::parkedConsumer, codec),
                              codec),
                          meters,
                          bounds(config, clients.session())));
              health.watch(intake::pulses, intake::heal);
              prober.start();
              var unusedEnd = intake.ended().whenComplete(this::partEnded);
              return intake.assigned();
            })
        .thenCompose(
            _ ->
                http == null
                    ? CompletableFuture.completedFuture(null)
                    : http.ready().thenCompose(_ -> http.listen()));
  }

  private record GatewayParts(
      Vertx vertx,
      Clients clients,
      RecordSerdes serdes,
      WrittenSchemas written,
      Admin admin,
      TableReader tables,
      Dispatcher dispatcher,
      RouterMeters meters) {}

  private Gateway gateway(GatewayConfig own, RouterConfig config, GatewayParts parts) {
    var topic = own.topic(config.topics().of(Topic.INVOCATIONS));
    var replies = config.topics().of(Topic.GATEWAY_REPLIES);
    // One that is not there is told now, not to each caller after a long wait.
    int unusedCount = partitions(parts.admin(), topic);
    if (own.secured() && !config.getList(RouterConfig.TRUSTED_TOPICS).contains(topic)) {
      log.warn(
          "event=gateway-tenants-do-not-count topic={} reason=\"{} does not name it\"",
          topic,
          RouterConfig.TRUSTED_TOPICS);
    }
    // The same at each start, so that an id of its own finds its partition again.
    int partition = Math.floorMod(config.routerId().hashCode(), partitions(parts.admin(), replies));
    var started =
        new Gateway(
            own,
            new Gateway.Means(
                parts.vertx(),
                parts.tables()::world,
                parts.clients().gatewayProducer(),
                parts
                    .written()
                    .add(
                        parts.serdes().of(Invocation.class),
                        topic,
                        Invocation.newBuilder().build()),
                topic,
                parts.clients().gatewayConsumer(),
                parts
                    .written()
                    .addReadBack(
                        parts.serdes().of(Reply.class), replies, Reply.newBuilder().build())
                    .deserializer(),
                new TopicPartition(replies, partition),
                parts.clients()::callbackConsumer,
                config.topics().of(Topic.GATEWAY_CALLBACKS),
                config.getInt(RouterConfig.INVOCATION_MAX_BYTES),
                parts.dispatcher(),
                config.getInt(RouterConfig.EVENT_LOOPS),
                Duration.ofMillis(config.getLong(RouterConfig.DRAIN_TIMEOUT_MS)),
                parts.meters()));
    var unused = started.ended().whenComplete(this::partEnded);
    return started;
  }

  /** Where the router takes calls over HTTP, if {@code gateway.enabled} is set and it is ready. */
  public Optional<URI> gatewayUrl() {
    return Optional.ofNullable(gateway).map(Gateway::url);
  }

  private static <T extends SpecificRecord> TableReader.Source<T> source(
      Topic topic, TopicNames names, Serde<T> serde) {
    return new TableReader.Source<>(names.of(topic), serde.deserializer());
  }

  private static void showRestored(LiveData live, RouterMeters meters) {
    long began = System.nanoTime();
    var unused = live.restored().thenRun(() -> meters.liveDataRestored(System.nanoTime() - began));
  }

  private WarmUp warmUp(Providers providers) {
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    own(executor::shutdownNow);
    return new WarmUp(providers::of, executor);
  }

  private static ParkedCodec parkedCodec(
      RouterConfig config, RecordSerdes serdes, WrittenSchemas written, Admin admin) {
    var topic = config.topics().of(Topic.PARKED);
    var serde =
        written.addReadBack(
            serdes.of(ParkedInvocation.class), topic, ParkedInvocation.newBuilder().build());
    return new ParkedCodec(
        topic,
        partitions(admin, topic),
        config.routerId(),
        serde.serializer(),
        serde.deserializer());
  }

  private static int partitions(Admin admin, String topic) {
    try {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(ASK_SECONDS, TimeUnit.SECONDS)
          .values()
          .iterator()
          .next()
          .partitions()
          .size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for topic " + topic, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "topic '" + topic + "' can't be asked for; create Skyvane's topics first", e);
    }
  }

  private MeterRegistry registry(RouterConfig config) {
    return config.getInt(RouterConfig.HEALTH_PORT) < 0
        ? new SimpleMeterRegistry()
        : own(new PrometheusMeters()).registry();
  }

  /** Answers from early on, so that a router that waits for its brokers says so. */
  private void serveHealth(
      Vertx vertx,
      RouterConfig config,
      MeterRegistry registry,
      CompletableFuture<Void> tables,
      CompletableFuture<Void> schemas) {
    var readiness = health.readiness();
    readiness.require("the functions and regions have not all been read yet", tables);
    readiness.require(
        "the schema registry has not told the ids of all schemas that the router writes", schemas);
    readiness.require("no partitions have been assigned yet", ready);
    readiness.hindranceFrom(
        () ->
            failed.isDone()
                ? List.of("the router can't go on: " + failed.join())
                : List.<String>of());
    int port = config.getInt(RouterConfig.HEALTH_PORT);
    if (port >= 0) {
      healthServer =
          own(
              HealthServer.start(
                  vertx,
                  config.getString(RouterConfig.HEALTH_HOST),
                  port,
                  new HealthServer.Answers(
                      config.routerId(),
                      readiness::report,
                      registry instanceof PrometheusMeterRegistry prometheus
                          ? Optional.<Supplier<String>>of(prometheus::scrape)
                          : Optional.empty())));
    }
  }

  /** Where the router answers how it does, if {@code health.port} is set. */
  public Optional<URI> healthUrl() {
    return Optional.ofNullable(healthServer).map(HealthServer::url);
  }

  private CompletableFuture<Void> share(
      RouterConfig config, Clients clients, RecordSerdes serdes, Loads loads, RouterMeters meters) {
    var shares =
        own(
            new LimitShares(
                clients.loadConsumer(),
                clients.loadProducer(),
                config.topics().of(Topic.ROUTER_LOAD),
                serdes.of(RouterLoad.class),
                config.routerId(),
                loads,
                meters));
    var unused = shares.ended().whenComplete(this::partEnded);
    return shares.ready();
  }

  private void partEnded(@Nullable Void nothing, @Nullable Throwable failure) {
    if (failure != null) {
      failed.complete(failure);
    }
  }

  /**
   * Completes when the router can't go on, with the cause; whoever runs it should start another.
   */
  public CompletableFuture<Throwable> failed() {
    return failed.copy();
  }

  private static Intake.Bounds bounds(RouterConfig config, Duration session) {
    return new Intake.Bounds(
        config.getInt(RouterConfig.WINDOW_MAX_RECORDS),
        config.getLong(RouterConfig.IN_FLIGHT_MAX_BYTES),
        Duration.ofMillis(config.getLong(RouterConfig.COMMIT_INTERVAL_MS)),
        Duration.ofMillis(config.getLong(RouterConfig.DRAIN_TIMEOUT_MS)),
        session);
  }

  private static Vantages vantages(Catalog catalog, RouterConfig config) {
    var location = config.getString(RouterConfig.ROUTER_LOCATION);
    try {
      return new Vantages(catalog, location, config.vantageIsOrigin());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(RouterConfig.ROUTER_LOCATION, location, e.getMessage());
    }
  }

  private static String clusterId(Admin admin) {
    try {
      return admin.describeCluster().clusterId().get(ASK_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the brokers for their id", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the brokers in bootstrap.servers do not answer; check the address and that they run", e);
    }
  }

  /**
   * Waits until the tables are caught up and partitions are assigned.
   *
   * @throws IllegalStateException if that takes longer than the limit, or fails
   */
  public void awaitReady(Duration limit) {
    try {
      ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the router", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the router could not start", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the router is not ready after " + limit, e);
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  /** Stops reading, gives what is in flight a bounded time, commits, and frees everything. */
  @Override
  public void close() {
    health.stopping();
    if (gateway != null) {
      gateway.stop();
    }
    while (true) {
      AutoCloseable part;
      synchronized (parts) {
        part = parts.poll();
      }
      if (part == null) {
        return;
      }
      try {
        part.close();
      } catch (Exception e) {
        log.warn("event=close-failed part={}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
