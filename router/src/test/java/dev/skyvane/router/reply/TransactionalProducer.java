package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's mock producer with what the real one does in a transaction that went wrong: a refused
 * record puts it in error, where only aborting helps, and the records beside it are told so; a
 * commit that timed out may only be asked for again.
 */
final class TransactionalProducer extends MockProducer<byte[], byte[]> {
  private record Pending(String name, @Nullable Callback callback) {}

  private final Set<String> refused = new HashSet<>();
  private final Queue<RuntimeException> commitFailures = new ConcurrentLinkedQueue<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<List<String>> transactions = new ArrayList<>();
  private final Semaphore commits = new Semaphore(Integer.MAX_VALUE);
  private final AtomicInteger commitsAsked = new AtomicInteger();
  private volatile boolean refusesWhenCommitting;
  private volatile boolean alwaysInDoubt;
  private volatile boolean closed;
  private volatile int aborted;
  private volatile int waiting;
  private boolean inDoubt;
  private @Nullable RuntimeException error;

  TransactionalProducer() {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Records with these keys are too large; tombstones where {@code tombstone } is before them. */
  synchronized void refuses(String... keys) {
    refused.addAll(List.of(keys));
  }

  /** Brokers refuse, once all is sent, instead of the producer. */
  void refusesWhenCommitting() {
    refusesWhenCommitting = true;
  }

  void failsCommits(RuntimeException... next) {
    commitFailures.addAll(List.of(next));
  }

  void alwaysInDoubt() {
    alwaysInDoubt = true;
  }

  void holdCommits() {
    commits.drainPermits();
  }

  void letAllCommit() {
    commits.drainPermits();
    commits.release(Integer.MAX_VALUE);
  }

  /** Commits that are held. */
  int waiting() {
    return waiting;
  }

  int commits() {
    return commitsAsked.get();
  }

  int aborted() {
    return aborted;
  }

  /** The keys of each committed transaction. */
  synchronized List<List<String>> transactions() {
    return List.copyOf(transactions);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return send(record, null);
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    failIfInError();
    var name = new String(record.key(), UTF_8);
    boolean tooLarge = refused.contains(record.value() == null ? "tombstone " + name : name);
    if (tooLarge && !refusesWhenCommitting) {
      var failure = new RecordTooLargeException(name + " is too large");
      error = failure;
      if (callback != null) {
        callback.onCompletion(null, failure);
      }
      return CompletableFuture.failedFuture(failure);
    }
    pending.add(new Pending(name, callback));
    return super.send(record, null);
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    failIfInError();
    super.sendOffsetsToTransaction(offsets, group);
  }

  @Override
  public void commitTransaction() {
    commitsAsked.incrementAndGet();
    failIfInError();
    hold();
    synchronized (this) {
      for (var each : pending) {
        if (refusesWhenCommitting && refused.contains(each.name) && each.callback != null) {
          error = new RecordTooLargeException(each.name + " is too large");
          each.callback.onCompletion(null, error);
        }
      }
      failIfInError();
      var failure = alwaysInDoubt ? new TimeoutException("in doubt") : commitFailures.poll();
      if (failure != null) {
        inDoubt = failure instanceof TimeoutException;
        throw failure;
      }
      inDoubt = false;
      var metadata = new RecordMetadata(new TopicPartition("any", 0), 0, 0, 0, 0, 0);
      pending.stream()
          .filter(each -> each.callback != null)
          .forEach(each -> each.callback.onCompletion(metadata, null));
      super.commitTransaction();
      transactions.add(pending.stream().map(Pending::name).toList());
      pending.clear();
    }
  }

  private void hold() {
    waiting = 1;
    try {
      commits.acquire();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      waiting = 0;
    }
  }

  @Override
  public synchronized void abortTransaction() {
    if (inDoubt) {
      throw new IllegalStateException("the commit timed out, and must be asked for again");
    }
    for (var each : pending) {
      boolean told = refusesWhenCommitting && refused.contains(each.name);
      if (each.callback != null && !told) {
        // What was not yet on its way is told the failure of whom the transaction failed for.
        each.callback.onCompletion(null, error == null ? new TransactionAbortedException() : error);
      }
    }
    pending.clear();
    error = null;
    super.abortTransaction();
    aborted++;
  }

  private synchronized void failIfInError() {
    if (error != null) {
      throw new KafkaException("in an error state", error);
    }
  }

  @Override
  public void close(Duration timeout) {
    closed = true;
  }

  @Override
  public boolean closed() {
    return closed;
  }
}
