package dev.skyvane.router.gateway;

import dev.skyvane.router.dispatch.Dispatcher;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.gateway.access.Access;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.provider.net.ConnectionSettings;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.reply.SendLane;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway of a router; what it promises is in this package's description. */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** Calls at one time over one connection of HTTP/2, most of which wait. */
  private static final int MOST_STREAMS = 1_000;

  private final GatewayConfig config;
  private final Vertx vertx;
  private final int eventLoops;
  private final Duration drain;
  private final Access access;
  private final PendingCalls pending;
  private final SendLane writer;
  private final ReplyReader replies;
  private final Optional<Callback> callbacks;
  private final Routes routes;
  private volatile int port = -1;

  /**
   * What a gateway needs; all of it thread-safe, but for the two clients, which it owns and closes.
   *
   * @param world the newest view
   * @param producer of invocations
   * @param consumer of replies, without a group
   * @param topic where calls are published, whole name
   * @param replyTo the partition on which this gateway waits for replies
   * @param callbackConsumer makes a consumer in the group of all gateways
   * @param callbackTopic of replies that are called back, whole name
   * @param maxPayloadBytes largest payload
   * @param dispatcher runs what is called without Kafka between
   * @param eventLoops that serve connections
   * @param drain longest wait for calls that wait when it closes
   */
  public record Means(
      Vertx vertx,
      Supplier<WorldView> world,
      Producer<byte[], byte[]> producer,
      Serializer<Invocation> serializer,
      String topic,
      Consumer<byte[], byte[]> consumer,
      Deserializer<Reply> deserializer,
      TopicPartition replyTo,
      Supplier<Consumer<byte[], byte[]>> callbackConsumer,
      String callbackTopic,
      int maxPayloadBytes,
      Dispatcher dispatcher,
      int eventLoops,
      Duration drain,
      RouterMeters meters) {}

  /**
   * Begins to read replies; calls are taken from {@link #listen} on.
   *
   * @throws org.apache.kafka.common.config.ConfigException if the file of keys can't be used
   */
  public Gateway(GatewayConfig config, Means means) {
    this.config = config;
    this.vertx = means.vertx();
    this.eventLoops = means.eventLoops();
    this.drain = means.drain();
    this.access = config.access(vertx);
    this.pending = new PendingCalls(config.getInt(GatewayConfig.MAX_PENDING));
    var owner = UUID.randomUUID() + ".";
    var heldBytes = new AtomicInteger();
    means.meters().showGateway(pending::size, heldBytes::get);
    this.writer = new SendLane("gateway-writer", means.producer());
    this.replies =
        new ReplyReader(
            means.consumer(),
            means.replyTo(),
            means.deserializer(),
            pending,
            owner,
            means.meters()::lateReply);
    this.callbacks = config.callbacks().map(rules -> new Callback(config, means, rules));
    this.routes =
        new Routes(
            access,
            new CallMeans(
                config,
                vertx,
                means.world(),
                pending,
                writer,
                means.serializer(),
                means.topic(),
                means.replyTo(),
                means.callbackTopic(),
                owner,
                heldBytes,
                means.maxPayloadBytes(),
                config.direct()
                    ? Optional.of(
                        new DirectPath(means.dispatcher(), Loop.several(vertx, eventLoops)))
                    : Optional.empty(),
                means.meters()));
  }

  /** Completes when every reply from now on will be read. */
  public CompletableFuture<Void> ready() {
    return replies.ready();
  }

  /** Completes when reading replies ends: in good order on close, else with what ended it. */
  public CompletableFuture<Void> ended() {
    return callbacks.isEmpty()
        ? replies.ended()
        : replies.ended().thenCombine(callbacks.get().reader.ended(), (_, _) -> null);
  }

  /** Calls back, over connections of its own. */
  private static final class Callback implements AutoCloseable {
    private final Connections connections;
    final CallbackReader reader;

    Callback(GatewayConfig config, Means means, CallbackRules rules) {
      this.connections = Connections.open(means.vertx(), ConnectionSettings.of(Map.of()));
      this.reader =
          new CallbackReader(
              means.callbackConsumer().get(),
              means.callbackTopic(),
              means.deserializer(),
              new CallbackSender(
                  means.vertx(),
                  connections,
                  rules,
                  Duration.ofMillis(config.getLong(GatewayConfig.CALLBACKS_PATIENCE_MS)),
                  config.getBoolean(GatewayConfig.ERROR_DETAILS),
                  means.meters()));
    }

    @Override
    public void close() {
      reader.close();
      connections.close();
    }
  }

  /**
   * Takes calls from now on.
   *
   * @return fails with an IllegalStateException that names address and way out where it can't
   *     listen
   */
  public CompletableFuture<Void> listen() {
    // Below zero is a free port that the servers of one deployment share.
    int wanted = config.getInt(GatewayConfig.PORT) == 0 ? -1 : config.getInt(GatewayConfig.PORT);
    return vertx
        .deployVerticle(
            () -> new Server(options(), wanted),
            new DeploymentOptions().setInstances(Math.max(1, eventLoops)))
        .toCompletionStage()
        .toCompletableFuture()
        .handle(
            (_, failure) -> {
              if (failure != null) {
                throw new CompletionException(
                    new IllegalStateException(
                        ("the gateway can't listen on %s:%d (gateway.host, gateway.port): %s; end"
                                + " what listens there, set another port (0 takes a free one), or"
                                + " correct gateway.tls.certificate and gateway.tls.key")
                            .formatted(
                                config.getString(GatewayConfig.HOST),
                                config.getInt(GatewayConfig.PORT),
                                failure.getMessage()),
                        failure));
              }
              log.info("event=gateway-listening url={}", url());
              return null;
            });
  }

  private HttpServerOptions options() {
    var options =
        new HttpServerOptions()
            .setHandle100ContinueAutomatically(true)
            .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(MOST_STREAMS))
            .setMaxInitialLineLength(config.getInt(GatewayConfig.HEADER_MAX_BYTES))
            .setMaxHeaderSize(config.getInt(GatewayConfig.HEADER_MAX_BYTES));
    if (config.tls()) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(config.getString(GatewayConfig.TLS_CERTIFICATE))
                  .setKeyPath(config.getString(GatewayConfig.TLS_KEY)));
    }
    return options;
  }

  private final class Server extends VerticleBase {
    private final HttpServerOptions options;
    private final int wanted;

    Server(HttpServerOptions options, int wanted) {
      this.options = options;
      this.wanted = wanted;
    }

    @Override
    public Future<HttpServer> start() {
      return vertx
          .createHttpServer(options)
          .requestHandler(request -> routes.answer(request, context))
          .listen(wanted, config.getString(GatewayConfig.HOST))
          .onSuccess(server -> port = server.actualPort());
    }
  }

  /** Where it listens. */
  public URI url() {
    var host = config.getString(GatewayConfig.HOST);
    return URI.create(
        "%s://%s:%d"
            .formatted(
                config.tls() ? "https" : "http",
                host.contains(":") ? "[" + host + "]" : host,
                port));
  }

  /** Takes no further calls, and goes on waiting for those that it has. */
  public void stop() {
    routes.stop();
  }

  /** Gives the calls that wait a bounded time, answers the others 503, and frees everything. */
  @Override
  public void close() {
    stop();
    awaitNone(drain);
    pending.endAll(new End.Stopping());
    replies.close();
    callbacks.ifPresent(Callback::close);
    writer.close();
    access.close();
  }

  private void awaitNone(Duration limit) {
    // The calls end on event loops; this thread belongs to whoever closes the router.
    var none = new CountDownLatch(1);
    long until = System.nanoTime() + limit.toNanos();
    long timer =
        vertx.setPeriodic(
            20,
            _ -> {
              if (pending.size() == 0 || System.nanoTime() - until >= 0) {
                none.countDown();
              }
            });
    try {
      if (!none.await(limit.toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
        log.warn("event=gateway-drain-cut-off pending={}", pending.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      vertx.cancelTimer(timer);
    }
  }
}
