package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.router.request.Wire;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at fixed times, whatever becomes of those before, and measures each from the time
 * at which it was <i>to be</i> sent until its reply is read. A contender that stalls is thus
 * charged for all that should have been sent meanwhile (no coordinated omission).
 */
final class OpenLoop implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  /** Longest wait for the last reply. */
  private static final long PATIENCE_SECONDS = 30;

  private static final int DIGITS = 3;

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final byte[] payload = new byte[Names.PAYLOAD];
  private final Thread thread;
  private volatile @Nullable Run current;
  private volatile boolean closing;
  private int runs;

  /** Requests that were sent and what is known of their replies. */
  private static final class Run {
    private final int id;
    private final long startNanos;
    private final long stepNanos;
    private final boolean[] seen;
    private final Histogram nanos = new Histogram(DIGITS);
    private final CountDownLatch missing;
    private volatile @Nullable String wrong;

    Run(int id, int count, long startNanos, long stepNanos) {
      this.id = id;
      this.startNanos = startNanos;
      this.stepNanos = stepNanos;
      this.seen = new boolean[count];
      this.missing = new CountDownLatch(count);
    }

    /** When a request is to be sent. */
    long due(int index) {
      return startNanos + index * stepNanos;
    }

    /** On the thread that reads replies. */
    void replied(int index, long now, ConsumerRecord<byte[], byte[]> reply) {
      var status = Wire.text(reply.headers(), Wire.STATUS);
      if (status != null && !status.equals("ok") || reply.value().length != Names.PAYLOAD) {
        wrong =
            "status %s, %d bytes, %s"
                .formatted(
                    status, reply.value().length, Wire.text(reply.headers(), Wire.ERROR_CODE));
      }
      if (!seen[index]) {
        seen[index] = true;
        nanos.recordValue(Math.max(0, now - due(index)));
        missing.countDown();
      }
    }
  }

  /**
   * A load on a cluster.
   *
   * @param seed of the payload's bytes
   */
  OpenLoop(KafkaClients clients, long seed) {
    new Random(seed).nextBytes(payload);
    producer = clients.producer();
    consumer = clients.consumer("");
    consumer.assign(
        IntStream.range(0, Names.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Names.REPLIES, partition))
            .toList());
    thread = Thread.ofPlatform().name("replies").start(this::read);
  }

  /**
   * Sends requests to a contender and waits for their replies.
   *
   * @param rate requests per second
   * @param length how long to send
   * @return times from when each request was to be sent to its reply read, in ns
   * @throws IllegalStateException if a reply is missing or wrong
   */
  Histogram run(Contender contender, int rate, Duration length) throws InterruptedException {
    int count = Math.toIntExact(rate * length.toMillis() / 1_000);
    long step = TimeUnit.SECONDS.toNanos(1) / rate;
    var run = new Run(++runs, count, System.nanoTime() + step, step);
    current = run;
    var topic = Names.input(contender);
    for (int index = 0; index < count; index++) {
      long due = run.due(index);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      producer.send(request(topic, run.id, index));
    }
    boolean all = run.missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var wrong = run.wrong;
    if (!all || wrong != null) {
      throw new IllegalStateException(
          "the %s at %,d/s: %d of %,d replies missing%s"
              .formatted(
                  contender.text(),
                  rate,
                  run.missing.getCount(),
                  count,
                  wrong == null ? "" : ", a wrong one: " + wrong));
    }
    return run.nanos;
  }

  private ProducerRecord<byte[], byte[]> request(String topic, int run, int index) {
    // Spread by hand: with no key the client fills one partition after another.
    var request =
        new ProducerRecord<byte[], byte[]>(topic, index % Names.PARTITIONS, null, payload);
    request
        .headers()
        .add(Wire.FUNCTION, Names.FUNCTION.getBytes(US_ASCII))
        .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
        .add(Wire.CORRELATION_ID, (run + "-" + index).getBytes(US_ASCII));
    return request;
  }

  private void read() {
    try (consumer) {
      while (!closing) {
        for (var reply : consumer.poll(POLL)) {
          long now = System.nanoTime();
          var correlation = String.valueOf(Wire.text(reply.headers(), Wire.CORRELATION_ID));
          int dash = correlation.indexOf('-');
          var run = current;
          // Replies of an earlier run were waited for; a second reply to it counts nowhere.
          if (run != null && Integer.parseInt(correlation, 0, dash, 10) == run.id) {
            run.replied(Integer.parseInt(correlation.substring(dash + 1)), now, reply);
          }
        }
      }
    } catch (WakeupException e) {
      if (!closing) {
        throw e;
      }
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
