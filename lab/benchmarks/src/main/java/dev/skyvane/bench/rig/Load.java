package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.router.request.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, each with its own script for the provider, and checks every reply. Latencies
 * count from when a request was <i>to be</i> sent: a contender that stalls is charged for all that
 * should have been sent meanwhile (no coordinated omission).
 */
final class Load implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaProducer<byte[], byte[]> atOnce;
  private final KafkaProducer<byte[], byte[]> inBatches;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final byte[] filling = new byte[Names.PAYLOAD];
  private final Thread thread;
  private volatile @Nullable Run current;
  private volatile boolean closing;
  private int runs;

  /** Requests under way; each field is written by one thread, handed over by the semaphore. */
  private static final class Run {
    private final int id;
    private final IntFunction<Ask> asks;
    private final long[] due;
    private final long[] replied;
    private final Semaphore room;
    private volatile long last;
    private volatile @Nullable String wrong;
    private volatile @Nullable String failure;
    private int failed;

    Run(int id, IntFunction<Ask> asks, int most, int outstanding) {
      this.id = id;
      this.asks = asks;
      this.due = new long[most];
      this.replied = new long[most];
      this.room = new Semaphore(outstanding);
    }

    /** On the thread that reads replies. */
    void replied(int index, long now, ConsumerRecord<byte[], byte[]> reply) {
      if (replied[index] != 0) {
        return;
      }
      var status = Wire.text(reply.headers(), Wire.STATUS);
      boolean ok = status == null || status.equals("ok");
      boolean healthy = asks.apply(index).healthy();
      if (healthy && !ok) {
        failed++;
        failure = text(index, reply);
      } else if (!healthy && ok || ok && !right(index, reply.value())) {
        wrong = text(index, reply);
      }
      replied[index] = now;
      last = now;
      room.release();
    }

    private boolean right(int index, byte[] value) {
      if (value.length != Names.PAYLOAD) {
        return false;
      }
      var script = Script.read(value);
      return script.run() == id && script.index() == index;
    }

    private static String text(int index, ConsumerRecord<byte[], byte[]> reply) {
      return "request %d: status %s, %d bytes, %s"
          .formatted(
              index,
              Wire.text(reply.headers(), Wire.STATUS),
              reply.value() == null ? 0 : reply.value().length,
              Wire.text(reply.headers(), Wire.ERROR_CODE));
    }
  }

  /**
   * A load on a cluster.
   *
   * @param seed of the payload's bytes
   */
  Load(KafkaClients clients, long seed) {
    new Random(seed).nextBytes(filling);
    atOnce = clients.producer();
    inBatches = clients.backlogProducer();
    consumer = clients.consumer("");
    consumer.assign(
        IntStream.range(0, Names.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Names.REPLIES, partition))
            .toList());
    thread = Thread.ofPlatform().name("replies").start(this::read);
  }

  /**
   * Sends requests to a topic and waits for their replies.
   *
   * @param asks what each request asks for, by its index; the same each time it is asked
   * @param patience longest wait for the last reply, after the last request
   * @return what was seen; a call that failed but should not have is counted there
   * @throws IllegalStateException if a reply is missing, or is another one's
   */
  Sent run(String topic, int partitions, IntFunction<Ask> asks, Pace pace, Duration patience)
      throws InterruptedException {
    int outstanding =
        switch (pace) {
          case Pace.Backlog backlog -> Math.min(backlog.most(), backlog.outstanding());
          case Pace.Fixed _, Pace.Ongoing _ -> pace.most();
        };
    var run = new Run(++runs, asks, pace.most(), outstanding);
    current = run;
    long began = System.nanoTime();
    int count = send(run, topic, partitions, pace, began);
    int given = pace instanceof Pace.Backlog ? outstanding : count;
    boolean all = run.room.tryAcquire(given, patience.toMillis(), TimeUnit.MILLISECONDS);
    current = null;
    var wrong = run.wrong;
    if (!all || wrong != null) {
      throw new IllegalStateException(
          "%s: %d of %,d replies missing after %d s%s"
              .formatted(
                  topic,
                  all ? 0 : given - run.room.availablePermits(),
                  count,
                  patience.toSeconds(),
                  wrong == null ? "" : ", a wrong one: " + wrong));
    }
    var latencies = new long[count];
    for (int index = 0; index < count; index++) {
      latencies[index] = run.replied[index] - run.due[index];
    }
    return new Sent(count, run.last - began, latencies, run.failed, run.failure);
  }

  /** Sends one request of which nobody waits for the reply, to a topic's first partition. */
  void send(String topic, Ask ask) {
    var nobody = new Run(0, _ -> ask, 1, 1);
    atOnce.send(request(nobody, topic, 1, 0));
    atOnce.flush();
  }

  private int send(Run run, String topic, int partitions, Pace pace, long began)
      throws InterruptedException {
    int index = 0;
    switch (pace) {
      case Pace.Backlog backlog -> {
        long end = began + backlog.length().toNanos();
        while (index < backlog.most() && System.nanoTime() - end < 0) {
          if (run.room.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            run.due[index] = System.nanoTime();
            inBatches.send(request(run, topic, partitions, index++));
          }
        }
        inBatches.flush();
      }
      case Pace.Fixed fixed ->
          index = send(run, topic, partitions, fixed.perSecond(), fixed.most(), began, () -> true);
      case Pace.Ongoing ongoing ->
          index =
              send(
                  run,
                  topic,
                  partitions,
                  ongoing.perSecond(),
                  ongoing.most(),
                  began,
                  ongoing.goesOn());
    }
    return index;
  }

  /** At fixed times; returns how many. */
  private int send(
      Run run,
      String topic,
      int partitions,
      int perSecond,
      int most,
      long began,
      BooleanSupplier goesOn)
      throws InterruptedException {
    run.room.acquire(most);
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    int index = 0;
    for (; index < most && goesOn.getAsBoolean(); index++) {
      long due = began + (index + 1) * step;
      run.due[index] = due;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      atOnce.send(request(run, topic, partitions, index));
    }
    atOnce.flush();
    return index;
  }

  private ProducerRecord<byte[], byte[]> request(Run run, String topic, int partitions, int index) {
    var ask = run.asks.apply(index);
    byte[] payload = filling.clone();
    ask.write(ByteBuffer.wrap(payload), run.id, index);
    // Spread by hand: with no key the client fills one partition after another.
    boolean keyed = ask.key() != Ask.NO_KEY;
    int partition = (keyed ? ask.key() : index) % partitions;
    byte[] key = keyed ? ("key-" + ask.key()).getBytes(US_ASCII) : null;
    var request = new ProducerRecord<byte[], byte[]>(topic, partition, key, payload);
    request
        .headers()
        .add(Wire.FUNCTION, ask.function().getBytes(US_ASCII))
        .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
        .add(Wire.CORRELATION_ID, (run.id + "-" + index).getBytes(US_ASCII));
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
    atOnce.close();
    inBatches.close();
  }
}
