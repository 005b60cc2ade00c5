package dev.skyvane.router.reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of one assignment of one partition: a thread that owns a transactional producer, and
 * writes what is put while it works in the next transaction (DELIVERY 10, 14).
 *
 * <p>A record that can't be written for a reason of its own is told so and left out; the others of
 * its transaction are written again without it, and nobody calls a provider again for that. Where
 * the producer is fenced, because the partition has another owner, nothing is written any more and
 * nobody is told: the new owner knows better.
 */
public final class TransactionLane implements Outbox, AutoCloseable {
  /** Most records of one transaction: few enough that the first of them need not wait long. */
  private static final int MOST_RECORDS = 2_000;

  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final long PROGRESS_SECONDS = 5;
  private static final Logger log = LoggerFactory.getLogger(TransactionLane.class);

  /** The offsets that a transaction commits with its records. */
  @FunctionalInterface
  public interface Progress {
    /**
     * What may be committed once these offsets are done, too; empty where nothing.
     *
     * @param offsets done by the transaction
     */
    CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> with(long[] offsets);
  }

  /**
   * What the transactions of a partition hold besides their records.
   *
   * @param tombstones ends the entry of an offset among the parked
   * @param progress committed with the records, or null where progress is committed otherwise
   * @param group of the consumer, as of now
   */
  public record Companions(
      LongFunction<ProducerRecord<byte[], byte[]>> tombstones,
      @Nullable Progress progress,
      Supplier<ConsumerGroupMetadata> group) {}

  /** Wakes the thread, and is no record. */
  private static final Draft WAKE =
      new Draft(
          () -> {
            throw new IllegalStateException("not a record");
          },
          Release.NOTHING,
          _ -> {});

  private final String name;
  private final Producer<byte[], byte[]> producer;
  private final Companions companions;
  private final LinkedBlockingQueue<Draft> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable Exception broken;

  /**
   * Fences whoever wrote for this partition before, and starts the thread.
   *
   * @param name for logs
   * @param producer transactional, not yet initialised; owned and closed by this lane
   * @throws KafkaException if the brokers do not let it begin
   */
  public TransactionLane(String name, Producer<byte[], byte[]> producer, Companions companions) {
    this.name = name;
    this.producer = producer;
    this.companions = companions;
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
    this.thread = Thread.ofVirtual().name("skyvane-write-" + name).start(this::run);
  }

  @Override
  public void put(Draft draft) {
    queue.add(draft);
  }

  /** What ended this lane's writing: it was fenced, or its producer can't go on. Any thread. */
  public @Nullable Exception broken() {
    return broken;
  }

  private void run() {
    var batch = new ArrayList<Draft>();
    try {
      while (broken == null) {
        var first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, MOST_RECORDS - 1);
          batch.removeIf(draft -> draft == WAKE);
          write(batch);
          batch.clear();
        } else if (closing) {
          return;
        }
      }
    } catch (InterruptedException | InterruptException e) {
      log.debug("event=writer-interrupted partition={}", name);
    } catch (RuntimeException e) {
      broken = e;
      log.error("event=writer-broken partition={}", name, e);
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private void write(List<Draft> batch) throws InterruptedException {
    var left = List.copyOf(batch);
    while (!left.isEmpty()) {
      var failures = new BatchFailures();
      try {
        producer.beginTransaction();
        left.forEach(draft -> send(draft, failures));
        commit(left, failures);
        left.forEach(draft -> tell(draft, failures.of(draft)));
        return;
      } catch (InterruptException e) {
        // The end of this lane, which close has asked for: nobody has fenced it.
        throw e;
      } catch (KafkaException e) {
        if (fenced(e) || !abort()) {
          broken = e;
          log.warn("event=writer-fenced partition={} reason={}", name, e.toString());
          return;
        }
        left = withoutOffenders(left, failures.offenders(), e);
      }
    }
  }

  /**
   * Builds and sends; a record that can't be built has no part in the transaction. Where the
   * tombstone is refused that goes with it, the record is what must be left out.
   */
  private void send(Draft draft, BatchFailures failures) {
    ProducerRecord<byte[], byte[]> record;
    try {
      record = draft.record().get();
    } catch (RuntimeException e) {
      failures.add(draft, e, null, e);
      return;
    }
    producer.send(
        record,
        (metadata, failure) -> {
          if (failure != null) {
            failures.add(draft, failure, metadata, failure);
          }
        });
    if (draft.release().parked()) {
      producer.send(
          companions.tombstones().apply(draft.release().offset()),
          (metadata, failure) -> {
            if (failure != null) {
              failures.add(
                  draft,
                  failure,
                  metadata,
                  new KafkaException(
                      "the entry among the parked can't be ended: " + failure.getMessage(),
                      failure));
            }
          });
    }
  }

  private void commit(List<Draft> batch, BatchFailures failures) throws InterruptedException {
    if (companions.progress() != null) {
      long[] offsets =
          batch.stream()
              .filter(draft -> failures.of(draft) == null && draft.release().hasOffset())
              .mapToLong(draft -> draft.release().offset())
              .toArray();
      producer.sendOffsetsToTransaction(
          await(companions.progress().with(offsets)), companions.group().get());
    }
    while (true) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        // It may have been committed; only asking again tells.
        log.warn("event=commit-delayed partition={} reason={}", name, e.getMessage());
        if (closing) {
          throw e;
        }
      }
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> await(
      CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> progress)
      throws InterruptedException {
    try {
      return progress.get(PROGRESS_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new KafkaException("the loop does not tell its progress", e);
    }
  }

  /** One who fails must not keep the others from hearing of theirs. */
  private void tell(Draft draft, @Nullable Exception failure) {
    try {
      draft.written().accept(failure);
    } catch (RuntimeException e) {
      log.error("event=written-not-taken partition={}", name, e);
    }
  }

  private boolean abort() {
    try {
      producer.abortTransaction();
      return true;
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException | IllegalStateException e) {
      log.warn("event=abort-failed partition={} reason={}", name, e.toString());
      return false;
    }
  }

  /** Tells those that failed by themselves, and waits a moment where the failure is nobody's. */
  private List<Draft> withoutOffenders(
      List<Draft> batch, Map<Draft, Exception> offenders, KafkaException cause)
      throws InterruptedException {
    log.warn("event=transaction-aborted partition={} reason={}", name, cause.toString());
    offenders.forEach(this::tell);
    if (offenders.isEmpty()) {
      Thread.sleep(AGAIN);
    }
    return batch.stream().filter(draft -> !offenders.containsKey(draft)).toList();
  }

  private static boolean fenced(KafkaException e) {
    return e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException
        || e instanceof OutOfOrderSequenceException
        || e instanceof AuthenticationException
        || e instanceof TransactionalIdAuthorizationException
        || e instanceof UnsupportedVersionException
        || (e.getCause() instanceof KafkaException cause && cause != e && fenced(cause));
  }

  /** Writes what is queued, at most two seconds long, and ends. */
  @Override
  public void close() {
    closing = true;
    queue.add(WAKE);
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
