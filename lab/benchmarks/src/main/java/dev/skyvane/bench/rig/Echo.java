package dev.skyvane.bench.rig;

import dev.skyvane.router.request.Wire;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads requests and replies to them. It commits what it has read at the router's interval, whether
 * it is answered or not: less work than a promise to lose nothing takes, as fits a limit.
 */
final class Echo implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long COMMIT_NANOS = 200_000_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<String> topics;
  private final Way way;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closing;

  /** What lies between request and reply. */
  @FunctionalInterface
  interface Way {
    /** Carries records of one partition; {@link Echo#reply} is called for each when it is done. */
    void carry(List<ConsumerRecord<byte[], byte[]>> records, Echo echo);
  }

  Echo(KafkaClients clients, Contender contender, List<String> topics, Way way) {
    this.consumer = clients.consumer("bench-" + contender.argument());
    this.producer = clients.producer();
    this.topics = topics;
    this.way = way;
    this.thread = Thread.ofPlatform().name("echo").start(this::run);
  }

  void awaitReady() throws InterruptedException {
    ready.await();
  }

  private void run() {
    long nextCommit = System.nanoTime();
    try (consumer) {
      consumer.subscribe(topics, new Ready());
      while (!closing) {
        var records = consumer.poll(POLL);
        for (var partition : records.partitions()) {
          way.carry(records.records(partition), this);
        }
        if (System.nanoTime() - nextCommit >= 0) {
          nextCommit = System.nanoTime() + COMMIT_NANOS;
          consumer.commitAsync();
        }
      }
    } catch (WakeupException e) {
      if (!closing) {
        throw e;
      }
    }
  }

  /** Replies to a request; any thread. */
  void reply(ConsumerRecord<byte[], byte[]> request, byte[] value) {
    byte[] correlation = request.headers().lastHeader(Wire.CORRELATION_ID).value();
    var reply = new ProducerRecord<>(Names.REPLIES, null, correlation, value);
    reply.headers().add(Wire.CORRELATION_ID, correlation);
    producer.send(reply);
  }

  private final class Ready implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      ready.countDown();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // It is alone in its group, and what is committed is not looked at.
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    consumer.wakeup();
    thread.join();
    producer.close();
  }
}
