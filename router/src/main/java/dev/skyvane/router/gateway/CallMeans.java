package dev.skyvane.router.gateway;

import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.reply.Outbox;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Invocation;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls need; all of it thread-safe.
 *
 * @param world the newest view
 * @param outbox takes invocations to be written
 * @param topic where they go, whole name
 * @param replyTo where replies are waited for
 * @param callbackTopic where replies go that are called back, whole name
 * @param owner begins the correlation ids of this gateway's calls
 * @param heldBytes payloads that Kafka does not have yet
 * @param maxPayloadBytes largest payload
 * @param direct the way without Kafka, where there is one
 */
record CallMeans(
    GatewayConfig config,
    Vertx vertx,
    Supplier<WorldView> world,
    PendingCalls pending,
    Outbox outbox,
    Serializer<Invocation> serializer,
    String topic,
    TopicPartition replyTo,
    String callbackTopic,
    String owner,
    AtomicInteger heldBytes,
    int maxPayloadBytes,
    Optional<DirectPath> direct,
    RouterMeters meters) {
  private static final Logger log = LoggerFactory.getLogger(CallMeans.class);

  /** A correlation id that nobody can guess. */
  String newCorrelation() {
    return owner + UUID.randomUUID();
  }

  boolean details() {
    return config.getBoolean(GatewayConfig.ERROR_DETAILS);
  }

  void log(String event, Exception failure) {
    log.warn("event={} reason={}", event, failure.toString());
  }
}
