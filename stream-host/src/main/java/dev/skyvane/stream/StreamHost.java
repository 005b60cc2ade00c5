package dev.skyvane.stream;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Instance;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.input.DeadLetterHandler;
import dev.skyvane.stream.input.Patience;
import dev.skyvane.stream.input.Progress;
import dev.skyvane.stream.query.QueryServer;
import dev.skyvane.stream.query.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link StreamService} until closed. Thread-safe. */
public final class StreamHost implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamHost.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
  private static final Duration REPLACE_DELAY = Duration.ofSeconds(1);

  /**
   * A rebalance is felt by all instances at once, and copies answer meanwhile: only one that does
   * not end makes an instance not ready, or none would be.
   */
  private static final Duration REBALANCE_LIMIT = Duration.ofSeconds(30);

  private static final String VERSION = "0.1.0";

  private final HostConfig config;
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private final HostMeters meters;
  private final QueryServer server;
  private final KafkaStreams streams;
  private final InstanceBook book;
  private final Patience patience;
  private final String instance;
  private volatile boolean closing;
  private volatile long ranAt;
  private volatile @Nullable String failure;

  private StreamHost(StreamService service, Map<String, String> settings) {
    this.config = new HostConfig(service, settings);
    this.patience = new Patience(Duration.ofMillis(config.getLong(HostConfig.SCHEMA_PATIENCE_MS)));
    try {
      this.meters = own(new HostMeters(service.name()), HostMeters::close);
      var vertx =
          own(
              Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2)),
              each -> each.close().await());
      this.server =
          own(
              QueryServer.listen(
                  vertx,
                  config.getString(HostConfig.QUERY_HOST),
                  config.getInt(HostConfig.QUERY_PORT)),
              QueryServer::close);
      var address = advertised();
      var id = config.getString(HostConfig.INSTANCE_ID);
      this.instance = id.isBlank() ? service.name() + "@" + address : id;
      var serdes = own(RecordSerdes.create(config.all()), RecordSerdes::close);
      var progress = new Progress();
      var context = new StreamContext(config, serdes, meters.registry(), progress, patience);
      var topology = service.topology(context);
      var clients = new StreamClients(config, instance, address);
      var letters =
          new DeadLetterHandler.Means(
              context.topic(Topic.DEAD_LETTERS),
              context.serde(DeadLetter.class).serializer(),
              (topic, partition, offset, reason) -> {
                progress.passed(topic, partition, offset);
                meters.deadLetter(reason);
              });
      own(clients, StreamClients::close);
      this.streams = own(new KafkaStreams(topology, clients.streams(letters)), KafkaStreams::close);
      var freshness =
          own(
              new Freshness(
                  streams,
                  Admin.create(clients.admin()),
                  new Copies(config.getString(HostConfig.APPLICATION_ID), clients.tails()),
                  config,
                  topology,
                  progress),
              Freshness::close);
      this.book =
          own(
              new InstanceBook(
                  announcement(service, address),
                  clients.announcer(),
                  clients.instances(),
                  context.topic(Topic.INSTANCES),
                  serdes.of(Instance.class)),
              InstanceBook::close);
      streams.setUncaughtExceptionHandler(this::failed);
      streams.setStateListener(
          (now, before) -> {
            if (before == KafkaStreams.State.RUNNING) {
              ranAt = System.nanoTime();
            }
          });
      meters.bind(streams);
      meters.waits(() -> patience.waits().size());
      var stores = new StreamStores(streams, address, book::gone, freshness);
      var routes = new ArrayList<Route>(service.routes(context));
      routes.addAll(new OwnRoutes(book, freshness, streams).routes());
      server.serve(
          vertx,
          new QueryServer.Means(
              service.name(),
              VERSION,
              instance,
              routes,
              stores,
              this::reasons,
              patience::waits,
              () -> meters.registry().scrape(),
              Duration.ofMillis(config.getLong(HostConfig.QUERY_HOP_MS)),
              Duration.ofMillis(config.getLong(HostConfig.QUERY_TIMEOUT_MS)),
              meters::answered));
      streams.start();
      freshness.start();
      log.info(
          "event=stream-started service={} instance={} url={}", service.name(), instance, url());
    } catch (RuntimeException e) {
      end();
      throw e;
    }
  }

  /**
   * Starts a service and returns while it joins its group; see {@link #awaitReady}. The topics of
   * the catalogue must be there. Blocks while a global table can't be read because the schema
   * registry does not answer; {@code /readyz} says so meanwhile.
   *
   * @param settings by the names of {@link HostConfig#definition}
   * @throws org.apache.kafka.common.config.ConfigException that names the key, the value and the
   *     rule
   * @throws IllegalStateException if its port is taken
   */
  public static StreamHost start(StreamService service, Map<String, String> settings) {
    return new StreamHost(service, settings);
  }

  private String advertised() {
    var set = config.getString(HostConfig.QUERY_ADVERTISED);
    return set.isBlank() ? server.address() : set;
  }

  private Instance announcement(StreamService service, String address) {
    var now = java.time.Instant.now();
    return Instance.newBuilder()
        .setId(instance)
        .setService(service.name())
        .setVersion(VERSION)
        .setQueryAddress(address)
        .setStartedAt(now)
        .setUpdatedAt(now)
        .build();
  }

  private StreamThreadExceptionResponse failed(Throwable exception) {
    if (closing) {
      log.info("event=stream-thread-ended instance={} reason={}", instance, exception.toString());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    failure = exception.toString();
    meters.threadReplaced();
    log.error("event=stream-thread-failed instance={}", instance, exception);
    // One that fails at once again must not keep a processor busy.
    LockSupport.parkNanos(REPLACE_DELAY.toNanos());
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Id of this instance. */
  public String instance() {
    return instance;
  }

  /** Where queries are answered. */
  public URI url() {
    return URI.create("http://" + server.address());
  }

  /** The service's meters. */
  public MeterRegistry meters() {
    return meters.registry();
  }

  /** Why it does not do its work, in sentences; none: it does. */
  public List<String> reasons() {
    if (closing) {
      return List.of("this instance is stopping");
    }
    var state = streams.state();
    if (state == KafkaStreams.State.RUNNING) {
      failure = null;
      ranAt = System.nanoTime();
      return List.of();
    }
    if (state == KafkaStreams.State.REBALANCING
        && ranAt != 0
        && System.nanoTime() - ranAt < REBALANCE_LIMIT.toNanos()) {
      return List.of();
    }
    var all = new ArrayList<>(List.of("the stream is " + state + ", not RUNNING"));
    var last = failure;
    if (last != null) {
      all.add("a thread failed: " + last);
    }
    all.addAll(patience.waits());
    return all;
  }

  /**
   * Blocks until the service does its work.
   *
   * @throws IllegalStateException with the reasons if it takes longer
   */
  public void awaitReady(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!reasons().isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "%s is not ready after %s: %s"
                .formatted(config.service(), limit, String.join("; ", reasons())));
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /**
   * Ends in good order: others learn that it goes, its tasks move at once, what was processed is
   * committed, and queries are answered until then. A second call does nothing.
   */
  @Override
  public void close() {
    stop(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
  }

  /** Ends as if it had been cut off: the group and the others are told nothing. */
  void abandon() {
    stop(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
  }

  private synchronized void stop(CloseOptions.GroupMembershipOperation membership) {
    if (closing) {
      return;
    }
    closing = true;
    patience.end();
    if (membership == CloseOptions.GroupMembershipOperation.LEAVE_GROUP) {
      book.leave();
    }
    // Queries are answered on, by others where need be, until all is written.
    boolean ended =
        streams.close(CloseOptions.timeout(CLOSE_LIMIT).withGroupMembershipOperation(membership));
    if (!ended) {
      log.warn("event=stream-not-ended instance={} within={}", instance, CLOSE_LIMIT);
    }
    end();
    log.info("event=stream-ended service={} instance={}", config.service(), instance);
  }

  private <T> T own(T part, Consumer<T> ending) {
    endings.push(() -> ending.accept(part));
    return part;
  }

  private void end() {
    while (!endings.isEmpty()) {
      try {
        endings.pop().run();
      } catch (RuntimeException e) {
        log.warn("event=stream-part-not-ended reason={}", e.toString(), e);
      }
    }
  }
}
