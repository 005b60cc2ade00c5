package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.health.Pulse;
import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.request.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One assignment of one partition: its records from the consumer thread through the decoder to its
 * loop, and its progress back. A later assignment of the same partition is another lane, so that
 * completions of this one can't touch it. Methods are called by the consumer thread unless they say
 * otherwise.
 */
final class PartitionLane {
  private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);

  private final IntakeMeans means;
  private final Loop loop;
  private final Opened opened;
  private final PartitionWork work;
  private final HeldBytes bytes;
  private final Progress before;
  private final Thread decoder;
  private final LinkedBlockingQueue<Batch> fetched = new LinkedBlockingQueue<>();

  /** Batches that are decoded apart, as they may wait for the registry. */
  private final AtomicInteger decoding = new AtomicInteger();

  private final AtomicInteger span = new AtomicInteger();
  private final CountDownLatch idle = new CountDownLatch(1);

  private record Batch(List<ConsumerRecord<byte[], byte[]>> records, long polledNanos) {}

  /**
   * A lane of an assignment.
   *
   * @param before what earlier owners committed; reading starts at its committed offset
   * @param opened what it writes through, and what is parked; closed by this lane
   */
  PartitionLane(
      TopicPartition partition,
      Progress before,
      IntakeMeans means,
      Opened opened,
      RouterMeters meters,
      Loop loop,
      Tenure tenure,
      Intake.Bounds bounds) {
    this.means = means;
    this.loop = loop;
    this.before = before;
    this.opened = opened;
    this.bytes = new HeldBytes(meters.heldBytes(), bounds.heldBytes());
    this.work =
        new PartitionWork(
            new Assignment(partition, means, opened.writing(), loop, meters, tenure),
            before,
            bytes,
            span,
            bounds.windowRecords(),
            idle::countDown);
    loop.execute(() -> work.restore(opened.parked()));
    this.decoder = Thread.ofVirtual().name("skyvane-decode-" + partition).start(this::decodeAll);
  }

  /** Hands records over; never waits. */
  void offer(List<ConsumerRecord<byte[], byte[]>> records, long polledNanos) {
    span.addAndGet(records.size());
    bytes.hold(records.stream().mapToLong(Berths::size).sum());
    if (decoding.get() == 0 && records.stream().allMatch(means.decoder()::decodesAtOnce)) {
      loop.execute(
          () -> {
            records.forEach(record -> work.arrive(record, decode(record), polledNanos));
            work.arrived();
          });
    } else {
      decoding.incrementAndGet();
      fetched.add(new Batch(records, polledNanos));
    }
  }

  /** Records between the oldest unfinished and the newest read; any thread. */
  int span() {
    return span.get();
  }

  /** Whether so many invocations are parked that no more may be read; any thread. */
  boolean parkedFull() {
    return work.parkedCount() >= means.parking().mostEntries();
  }

  /** How the partition gets on; any thread. */
  Pulse pulse() {
    return work.pulse();
  }

  /** What ended the writing of this lane, if anything did. */
  Optional<Exception> broken() {
    return opened.broken();
  }

  /** Whether progress is committed together with what is written, and not by the consumer. */
  boolean commitsItself() {
    return opened.writing().together();
  }

  /** What is done as of now, answered by the loop; any thread. */
  CompletableFuture<Progress> progress() {
    var answer = new CompletableFuture<Progress>();
    loop.execute(() -> answer.complete(work.progress()));
    return answer;
  }

  /** What will be done once these offsets are, answered by the loop; any thread. */
  CompletableFuture<Progress> progressWith(long[] offsets) {
    var answer = new CompletableFuture<Progress>();
    loop.execute(() -> answer.complete(work.progressWith(offsets)));
    return answer;
  }

  /** Begins nothing more; what is in flight goes on. */
  void retire() {
    decoder.interrupt();
    loop.execute(work::retire);
  }

  /** Waits until nothing of a retired lane is in flight. */
  boolean awaitIdle(Duration limit) throws InterruptedException {
    return idle.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether nothing of a retired lane is in flight; any thread. */
  boolean idle() {
    return idle.getCount() == 0;
  }

  /** Lets go of what it still holds, as its last act. */
  void discard() {
    opened.close();
    bytes.discard();
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
                work.arrive(records.get(i), decoded.get(i), batch.polledNanos());
              }
              work.arrived();
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
}
