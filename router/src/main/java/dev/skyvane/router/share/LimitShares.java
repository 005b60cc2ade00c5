package dev.skyvane.router.share;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.limit.Limit;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.schemas.record.RouterLoad;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Serde;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shares the limits with the other routers, on a thread of its own. */
public final class LimitShares implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LimitShares.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration REGISTRY_RETRY = Duration.ofMillis(500);
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /**
   * How many records are read before the topic's end: 3 s of 150 routers, and of one or two some
   * minutes, of which what is older than {@link #STALE_MS} counts for nothing.
   */
  private static final int LOOK_BACK = 1_000;

  /**
   * Age from which a word read at the start is that of a router long silent, in ms: 3 s, and 7 s by
   * which clocks may differ.
   */
  private static final long STALE_MS = 10_000;

  private final Consumer<String, byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Serde<RouterLoad> serde;
  private final String router;
  private final Loads loads;
  private final RouterMeters meters;
  private final Claims claims;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean sending;
  private Set<String> shown = Set.of();
  private int failures;

  /**
   * Starts sharing.
   *
   * @param consumer without a group, owned and closed here
   * @param producer owned and closed here
   * @param topic whole name
   * @param router id of this router
   * @param loads whose limits are shared
   */
  public LimitShares(
      Consumer<String, byte[]> consumer,
      Producer<byte[], byte[]> producer,
      String topic,
      Serde<RouterLoad> serde,
      String router,
      Loads loads,
      RouterMeters meters) {
    this.consumer = consumer;
    this.producer = producer;
    this.topic = topic;
    this.serde = serde;
    this.router = router;
    this.loads = loads;
    this.meters = meters;
    var instance = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    this.claims =
        new Claims(
            new Speaker(router, instance),
            loads::limits,
            meters.waiting()::get,
            meters::idConflict);
    this.thread = Thread.ofPlatform().name("skyvane-limit-shares").start(this::run);
  }

  /** Completes when the others can know of this router, and it has what they left it. */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /** Completes when sharing ends: in good order on close, else with what ended it. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  private void run() {
    try (consumer) {
      share();
      leave();
      ended.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(new IllegalStateException("interrupted", e));
    } catch (RuntimeException e) {
      fail(e);
    } finally {
      producer.close(CLOSE_LIMIT);
    }
  }

  private void share() throws InterruptedException {
    try {
      var partition = partition();
      long start = System.nanoTime();
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
      long place = Math.max(first, end - LOOK_BACK);
      consumer.seek(partition, place);
      boolean caughtUp = false;
      while (!closed()) {
        for (var record : consumer.poll(POLL)) {
          read(record, caughtUp);
          place = record.offset() + 1;
        }
        caughtUp = caughtUp || consumer.position(partition) >= end;
        if (caughtUp) {
          claims.settle(place, System.nanoTime());
          show();
          say();
          join(start);
        }
      }
    } catch (WakeupException e) {
      if (!closed()) {
        throw e;
      }
    }
  }

  private void join(long start) {
    if (ready.isDone()) {
      return;
    }
    if (claims.joined()) {
      ready.complete(null);
    } else if (System.nanoTime() - start > JOIN_LIMIT.toNanos()) {
      throw new IllegalStateException(
          "nothing that this router wrote to topic '"
              + topic
              + "' was read there within "
              + JOIN_LIMIT.toSeconds()
              + " s; let it write and read there, or set limits.share=false");
    }
  }

  private TopicPartition partition() {
    var partitions = consumer.partitionsFor(topic);
    int count = partitions == null ? 0 : partitions.size();
    if (count != 1) {
      throw new IllegalStateException(
          "topic '"
              + topic
              + "' has "
              + count
              + " partitions, but routers need 1 to share limits by; create it so, or set"
              + " limits.share=false");
    }
    return new TopicPartition(topic, 0);
  }

  private void read(ConsumerRecord<String, byte[]> record, boolean caughtUp)
      throws InterruptedException {
    if (record.key() == null
        || (!caughtUp && record.timestamp() < System.currentTimeMillis() - STALE_MS)) {
      return;
    }
    if (record.value() == null) {
      claims.left(record.key());
      return;
    }
    while (true) {
      try {
        claims.hear(record.key(), serde.deserializer().deserialize(topic, record.value()));
        return;
      } catch (RegistryUnavailableException e) {
        // Without this word another's claim would be missed.
        failed("read", e);
        if (closing.await(REGISTRY_RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (RuntimeException e) {
        log.warn(
            "event=router-load-skipped key={} offset={} reason={}",
            record.key(),
            record.offset(),
            e.getMessage());
        return;
      }
    }
  }

  private void say() {
    long now = System.nanoTime();
    if (sending || !claims.due(now)) {
      return;
    }
    try {
      var load = claims.say(now, System.currentTimeMillis());
      var value = serde.serializer().serialize(topic, load);
      sending = true;
      producer.send(
          new ProducerRecord<>(topic, router.getBytes(UTF_8), value),
          (_, failure) -> {
            sending = false;
            if (failure != null) {
              log.warn("event=router-load-unsent reason={}", failure.toString());
            }
          });
      failures = 0;
    } catch (RuntimeException e) {
      sending = false;
      failed("write", e);
    }
  }

  /** Logs the first of many, then ever fewer. */
  private void failed(String what, RuntimeException e) {
    failures++;
    if (Integer.bitCount(failures) == 1) {
      log.warn("event=router-load-delayed to={} times={} reason={}", what, failures, e.toString());
    }
  }

  private void show() {
    meters.routers().set(claims.routers());
    var limits = loads.limits();
    var shares = new HashMap<String, IntSupplier>();
    for (Limit limit : limits) {
      shares.put(limit.id(), limit::allowed);
    }
    if (!shares.keySet().equals(shown)) {
      shown = Set.copyOf(shares.keySet());
      meters.showShares(Map.copyOf(shares));
    }
  }

  /** Gives all shares back, if nothing is in flight any more. */
  private void leave() {
    if (claims.joined() && loads.inFlight() == 0) {
      producer.send(new ProducerRecord<>(topic, router.getBytes(UTF_8), null));
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private void fail(RuntimeException e) {
    log.error("event=limit-shares-stopped topic={}", topic, e);
    ready.completeExceptionally(e);
    ended.completeExceptionally(e);
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
