package dev.skyvane.router.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's mock producer, which first fails as told. Its history holds what was acknowledged. */
final class ScriptedProducer extends MockProducer<byte[], byte[]> {
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final List<ProducerRecord<byte[], byte[]>> tried = new ArrayList<>();
  private volatile boolean throwing;

  ScriptedProducer() {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The next sends fail with these, told to their callbacks. */
  ScriptedProducer failing(RuntimeException... next) {
    failures.addAll(List.of(next));
    return this;
  }

  /** Failures are thrown by send instead. */
  ScriptedProducer throwing() {
    throwing = true;
    return this;
  }

  synchronized List<ProducerRecord<byte[], byte[]>> tried() {
    return List.copyOf(tried);
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    tried.add(record);
    var failure = failures.poll();
    if (failure == null) {
      return super.send(record, callback);
    }
    if (throwing || callback == null) {
      throw failure;
    }
    callback.onCompletion(null, failure);
    return CompletableFuture.failedFuture(failure);
  }
}
