package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Ending;
import dev.skyvane.router.dispatch.InvocationRun;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Decoded;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One assignment of one partition: its records from the consumer thread through the decoder to its
 * loop, and its progress back. A later assignment of the same partition is another lane, so that
 * completions of this one can't touch it.
 */
final class PartitionLane {
  private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);
  private static final long REGISTRY_RETRY_MS = 1_000;
  private static final long DISCARDED = Long.MIN_VALUE;

  private final IntakeMeans means;
  private final RouterMeters meters;
  private final AtomicLong heldBytes;
  private final Loop loop;
  private final Thread decoder;
  private final LinkedBlockingQueue<Batch> fetched = new LinkedBlockingQueue<>();

  /** Batches that are decoded apart, as they may wait for the registry. */
  private final AtomicInteger decoding = new AtomicInteger();

  private final AtomicInteger span = new AtomicInteger();
  private final AtomicLong ownBytes = new AtomicLong();
  private final CountDownLatch idle = new CountDownLatch(1);

  // Touched by the loop alone.
  private final OffsetWindow window;
  private final Map<Long, InvocationRun> runs = new HashMap<>();
  private boolean retired;

  private final Progress before;

  private record Batch(List<ConsumerRecord<byte[], byte[]>> records, long polledNanos) {}

  /**
   * A lane of an assignment.
   *
   * @param before what earlier owners committed; reading starts at its committed offset
   */
  PartitionLane(String name, Progress before, IntakeMeans means, RouterMeters meters, Loop loop) {
    this.means = means;
    this.meters = meters;
    this.heldBytes = meters.heldBytes();
    this.loop = loop;
    this.before = before;
    this.window = new OffsetWindow(before.committed());
    this.decoder = Thread.ofVirtual().name("skyvane-decode-" + name).start(this::decodeAll);
  }

  /** Hands records over; called by the consumer thread, never waits. */
  void offer(List<ConsumerRecord<byte[], byte[]>> records, long polledNanos) {
    span.addAndGet(records.size());
    long bytes = 0;
    for (var record : records) {
      bytes += size(record);
    }
    ownBytes.addAndGet(bytes);
    heldBytes.addAndGet(bytes);
    if (decoding.get() == 0 && records.stream().allMatch(means.decoder()::decodesAtOnce)) {
      loop.execute(() -> records.forEach(record -> arrived(record, decode(record), polledNanos)));
    } else {
      decoding.incrementAndGet();
      fetched.add(new Batch(records, polledNanos));
    }
  }

  /** Records between the oldest unfinished and the newest read; any thread. */
  int span() {
    return span.get();
  }

  /** What is done as of now, answered by the loop; any thread. */
  CompletableFuture<Progress> progress() {
    var answer = new CompletableFuture<Progress>();
    loop.execute(() -> answer.complete(window.progress()));
    return answer;
  }

  /** Begins nothing more; what is in flight goes on. Called by the consumer thread. */
  void retire() {
    decoder.interrupt();
    loop.execute(
        () -> {
          retired = true;
          means.dispatcher().retire(List.copyOf(runs.values()));
          idleIfDone();
        });
  }

  /** Waits until nothing of a retired lane is in flight. */
  boolean awaitIdle(Duration limit) throws InterruptedException {
    return idle.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets go of what it still holds; called by the consumer thread as its last act. */
  void discard() {
    heldBytes.addAndGet(-ownBytes.getAndSet(DISCARDED));
  }

  /** On the loop, while the consumer thread may discard: each byte is let go of once. */
  private void letGo(long bytes) {
    long own = ownBytes.getAndUpdate(held -> held == DISCARDED ? held : held - bytes);
    if (own != DISCARDED) {
      heldBytes.addAndGet(-bytes);
    }
  }

  private void decodeAll() {
    try {
      while (true) {
        var batch = fetched.take();
        var records = batch.records();
        var decoded = new ArrayList<Optional<Decoded>>(records.size());
        records.forEach(record -> decoded.add(decode(record)));
        loop.execute(
            () -> {
              for (int i = 0; i < records.size(); i++) {
                arrived(records.get(i), decoded.get(i), batch.polledNanos());
              }
            });
        // Only now may a later batch go straight to the loop: behind this one.
        decoding.decrementAndGet();
      }
    } catch (InterruptedException e) {
      // Retired: what is left is read again by the next owner.
      log.debug("event=decoder-ended");
    }
  }

  /** Empty for what an earlier owner has done. */
  private Optional<Decoded> decode(ConsumerRecord<byte[], byte[]> record) {
    return before.done(record.offset())
        ? Optional.empty()
        : Optional.of(means.decoder().decode(record));
  }

  private void arrived(
      ConsumerRecord<byte[], byte[]> record, Optional<Decoded> decoded, long polledNanos) {
    window.add(record.offset());
    if (decoded.isEmpty()) {
      done(record);
    } else {
      accept(record, decoded.get(), System.nanoTime());
      measure(record, polledNanos);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record, Decoded decoded, long sinceNanos) {
    if (retired) {
      return;
    }
    switch (decoded) {
      case Decoded.Ready ready ->
          track(record, means.dispatcher().dispatch(ready.request(), loop, ending(record)));
      case Decoded.Refused refused ->
          track(
              record,
              means
                  .dispatcher()
                  .refuse(refused.request(), refused.problem(), loop, ending(record)));
      case Decoded.Poison poison -> poison(record, poison.problem());
      case Decoded.RegistryDown down -> {
        log.warn(
            "event=registry-down topic={} partition={} offset={} reason={}",
            record.topic(),
            record.partition(),
            record.offset(),
            down.message());
        decodeAgain(record, sinceNanos);
      }
      case Decoded.SchemaMissing missing -> {
        long waitedMs = (System.nanoTime() - sinceNanos) / 1_000_000;
        if (waitedMs < means.schemaPatience().toMillis()) {
          decodeAgain(record, sinceNanos);
        } else {
          poison(
              record,
              new Problem(
                  Code.UNKNOWN_SCHEMA,
                  "the registry has not known schema id %d for %,d ms: register it, or check that producer and router use one registry (%s)"
                      .formatted(missing.schemaId(), waitedMs, missing.message())));
        }
      }
    }
  }

  private void measure(ConsumerRecord<byte[], byte[]> record, long polledNanos) {
    var run = runs.get(record.offset());
    if (run != null && run.calling()) {
      meters.dispatched(System.nanoTime() - polledNanos);
    }
  }

  private void decodeAgain(ConsumerRecord<byte[], byte[]> record, long sinceNanos) {
    loop.after(
        REGISTRY_RETRY_MS,
        () -> {
          if (!retired) {
            Thread.startVirtualThread(
                () -> {
                  var decoded = means.decoder().decode(record);
                  loop.execute(() -> accept(record, decoded, sinceNanos));
                });
          }
        });
  }

  private void poison(ConsumerRecord<byte[], byte[]> record, Problem problem) {
    var id =
        means.ids().derive(new Coordinate(record.topic(), record.partition(), record.offset()));
    means.terminal().poison(record, id, problem, () -> loop.execute(() -> done(record)));
  }

  private Ending ending(ConsumerRecord<byte[], byte[]> record) {
    return new Ending() {
      @Override
      public void answered() {
        done(record);
      }

      @Override
      public void dropped() {
        runs.remove(record.offset());
        idleIfDone();
      }
    };
  }

  private void track(ConsumerRecord<byte[], byte[]> record, InvocationRun run) {
    if (!run.over()) {
      runs.put(record.offset(), run);
    }
  }

  private void done(ConsumerRecord<byte[], byte[]> record) {
    runs.remove(record.offset());
    int held = window.size();
    if (window.complete(record.offset())) {
      span.addAndGet(window.size() - held);
      letGo(size(record));
    }
    idleIfDone();
  }

  private void idleIfDone() {
    if (retired && runs.isEmpty()) {
      idle.countDown();
    }
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }
}
