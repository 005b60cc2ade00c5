package dev.skyvane.router;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.dispatch.Dispatcher;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.dispatch.Surroundings;
import dev.skyvane.router.intake.Intake;
import dev.skyvane.router.intake.IntakeMeans;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.RetryBudgets;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.provider.Providers;
import dev.skyvane.router.provider.ReferenceSecrets;
import dev.skyvane.router.reply.OutcomeWriter;
import dev.skyvane.router.reply.ReplyTopics;
import dev.skyvane.router.reply.TerminalWriter;
import dev.skyvane.router.request.EnvelopeDecoder;
import dev.skyvane.router.request.InvocationIds;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.schedule.Vantages;
import dev.skyvane.router.share.LimitShares;
import dev.skyvane.router.table.TableReader;
import dev.skyvane.router.table.WorldBuilder;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.RouterLoad;
import dev.skyvane.schemas.serde.RecordSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router. */
public final class Router implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Router.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
  private final CompletableFuture<Void> ready;

  private Router(RouterConfig config, MeterRegistry registry) {
    try {
      this.ready = open(config, registry);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a router with a meter registry of its own.
   *
   * @param settings by the keys of {@link RouterConfig}
   * @throws org.apache.kafka.common.config.ConfigException that names the key, value and rule
   */
  public static Router start(Map<String, String> settings) {
    return start(settings, new SimpleMeterRegistry());
  }

  /** Starts a router that shows its meters in a registry, which it does not close. */
  public static Router start(Map<String, String> settings, MeterRegistry registry) {
    return new Router(new RouterConfig(settings), registry);
  }

  private CompletableFuture<Void> open(RouterConfig config, MeterRegistry registry) {
    var names = config.topics();
    var clients = new Clients(config);
    var catalog = Catalog.load();
    var serdes = own(RecordSerdes.create(config.all()));
    var vertx = Vertx.vertx();
    own(() -> vertx.close().await());
    var providers = own(Providers.builtIn(vertx, config.all(), ReferenceSecrets.of(config.all())));
    var admin = own(Admin.create(clients.admin()));
    boolean shared = config.getBoolean(RouterConfig.LIMITS_SHARE);
    var loads = new Loads(config.ejection(), System::nanoTime, shared);
    var meters = new RouterMeters(registry, loads::inFlight);
    meters.showNotLive(loads::notLive);
    var tables =
        own(
            new TableReader(
                clients.tableConsumer(),
                names.of(Topic.FUNCTIONS),
                serdes.of(FunctionSpec.class).deserializer(),
                names.of(Topic.REGIONS),
                serdes.of(RegionSpec.class).deserializer(),
                new WorldBuilder(catalog, providers::of, loads)));
    var replyTopics = new ReplyTopics(admin, names, config.getString(RouterConfig.REPLY_ALLOW));
    var outcomes =
        own(
            new OutcomeWriter(
                clients.outcomeProducer(),
                serdes.of(Outcome.class).serializer(),
                names.of(Topic.OUTCOMES),
                meters));
    var terminal =
        own(
            new TerminalWriter(
                clients.terminalProducer(),
                replyTopics,
                serdes.of(Reply.class).serializer(),
                serdes.of(DeadLetter.class).serializer(),
                names.of(Topic.DEAD_LETTERS),
                meters));
    var dispatcher =
        new Dispatcher(
            new Surroundings(
                tables::world,
                vantages(catalog, config),
                new PlanBook(new Scheduler(catalog.latency())),
                providers::of,
                catalog.energy(),
                replyTopics,
                terminal,
                outcomes::write,
                new RetryBudgets(config.retryBudget(), System::nanoTime),
                meters,
                config.routerId(),
                config.getInt(RouterConfig.REPLY_MAX_BYTES)));
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
    var unused = tables.ended().whenComplete(this::partEnded);
    // Invocations wait until the tables say which functions there are.
    return tables
        .ready()
        .thenCompose(
            _ ->
                shared
                    ? share(config, clients, serdes, loads, meters)
                    : CompletableFuture.completedFuture(null))
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
                              terminal,
                              Duration.ofMillis(config.getLong(RouterConfig.SCHEMA_PATIENCE_MS))),
                          meters,
                          bounds(config)));
              var unusedEnd = intake.ended().whenComplete(this::partEnded);
              return intake.assigned();
            });
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

  private static Intake.Bounds bounds(RouterConfig config) {
    return new Intake.Bounds(
        config.getInt(RouterConfig.WINDOW_MAX_RECORDS),
        config.getLong(RouterConfig.IN_FLIGHT_MAX_BYTES),
        Duration.ofMillis(config.getLong(RouterConfig.COMMIT_INTERVAL_MS)),
        Duration.ofMillis(config.getLong(RouterConfig.DRAIN_TIMEOUT_MS)));
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
      return admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS);
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
