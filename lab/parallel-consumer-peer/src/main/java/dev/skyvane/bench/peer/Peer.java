package dev.skyvane.bench.peer;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.vertx.VertxParallelStreamProcessor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One topic served by the library, as its documentation has it: the pool of connections is the
 * module's own, as large as the calls that it may make at a time, and commits are its default, the
 * fastest: asynchronous, every 5 s. A record is done when its reply is acknowledged.
 */
final class Peer implements AutoCloseable {
  private static final int OK = 200;

  /** The header by which whoever asked knows a reply. */
  private static final String CORRELATION_ID = "skyvane-correlation-id";

  private final KafkaProducer<byte[], byte[]> producer;
  private final VertxParallelStreamProcessor<byte[], byte[]> processor;
  private final URI provider;
  private final String replies;

  private Peer(
      KafkaProducer<byte[], byte[]> producer,
      VertxParallelStreamProcessor<byte[], byte[]> processor,
      URI provider,
      String replies) {
    this.producer = producer;
    this.processor = processor;
    this.provider = provider;
    this.replies = replies;
  }

  /** Serves a topic; returns when partitions are assigned. */
  static Peer open(
      String bootstrapServers,
      URI provider,
      String topic,
      String replies,
      ProcessingOrder order,
      int concurrency)
      throws InterruptedException {
    // The clients are set as the router's are.
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                topic,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "enable.idempotence",
                "true",
                "linger.ms",
                "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    var options =
        ParallelConsumerOptions.<byte[], byte[]>builder()
            .consumer(consumer)
            .ordering(order)
            .maxConcurrency(concurrency)
            .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
            .build();
    var peer =
        new Peer(
            producer,
            VertxParallelStreamProcessor.createEosStreamProcessor(options),
            provider,
            replies);
    peer.serve(topic);
    return peer;
  }

  private void serve(String topic) throws InterruptedException {
    var ready = new Ready();
    processor.subscribe(List.of(topic), ready);
    processor.vertxHttpWebClient(
        (web, context) -> call(web, context.getSingleConsumerRecord()), _ -> {});
    ready.assigned.await();
  }

  private Future<HttpResponse<Buffer>> call(WebClient web, ConsumerRecord<byte[], byte[]> request) {
    return web.post(provider.getPort(), provider.getHost(), provider.getPath())
        .putHeader("content-type", "application/octet-stream")
        .sendBuffer(Buffer.buffer(request.value()))
        .compose(response -> answer(request, response));
  }

  private Future<HttpResponse<Buffer>> answer(
      ConsumerRecord<byte[], byte[]> request, HttpResponse<Buffer> response) {
    if (response.statusCode() != OK) {
      return Future.failedFuture("the provider answered " + response.statusCode());
    }
    byte[] correlation = request.headers().lastHeader(CORRELATION_ID).value();
    var reply = new ProducerRecord<>(replies, null, correlation, response.body().getBytes());
    reply.headers().add(CORRELATION_ID, correlation);
    Promise<HttpResponse<Buffer>> written = Promise.promise();
    producer.send(
        reply,
        (_, failure) -> {
          if (failure == null) {
            written.complete(response);
          } else {
            written.fail(failure);
          }
        });
    return written.future();
  }

  @Override
  public void close() {
    processor.closeDrainFirst();
    producer.close();
  }

  private static final class Ready implements ConsumerRebalanceListener {
    private final CountDownLatch assigned = new CountDownLatch(1);

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned.countDown();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // The library commits by itself.
    }
  }
}
