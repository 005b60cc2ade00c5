package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.emulator.ReferenceCase;
import dev.skyvane.router.request.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Calls of a function that never run dry: for each that is answered another is sent. Every answer
 * is held against the known one. Used by one thread.
 */
final class SteadyCalls implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(10);

  /** Longest wait for the last replies. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private int runs;

  /**
   * What was answered.
   *
   * @param perSecond answers per second within the time that counts
   * @param answers all of them
   * @param failed of them, errors
   */
  record Answered(double perSecond, int answers, int failed) {}

  /**
   * How many calls are without an answer: during the ramp more and more, as many at last as can
   * run; then so many that some wait. If all began at once, they would end in step for long.
   *
   * @param running calls that can run at one time
   * @param ramp mean duration of a call
   * @param waiting further calls that wait after the ramp
   */
  record Outstanding(int running, Duration ramp, int waiting) {
    int at(long nanos) {
      return nanos < ramp.toNanos()
          ? (int) Math.min(running, 1 + running * nanos / ramp.toNanos())
          : running + waiting;
    }
  }

  SteadyCalls(KafkaClients clients, String topic) {
    this.topic = topic;
    producer = clients.producer();
    consumer = clients.consumer("");
    consumer.assign(
        IntStream.range(0, Names.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Names.REPLIES, partition))
            .toList());
  }

  /**
   * Calls a function.
   *
   * @param cases that calls take in turn
   * @param outstanding calls without an answer
   * @param warmUp during which answers don't count
   * @param length during which they do
   * @throws IllegalStateException if an answer is missing or is not the known one
   */
  Answered run(
      String function,
      List<ReferenceCase> cases,
      Outstanding outstanding,
      Duration warmUp,
      Duration length) {
    int run = ++runs;
    long began = System.nanoTime();
    long counts = began + warmUp.toNanos();
    long ends = counts + length.toNanos();
    var right = new ArrayList<byte[]>();
    int sent = 0;
    int answers = 0;
    int failed = 0;
    int counted = 0;
    for (long now = System.nanoTime(); now - ends < 0 || answers < sent; now = System.nanoTime()) {
      while (now - ends < 0 && sent - answers < outstanding.at(now - began)) {
        producer.send(call(run, sent, function, cases.get(sent % cases.size())));
        sent++;
      }
      for (var reply : consumer.poll(POLL)) {
        int index = index(run, reply);
        if (index >= 0) {
          answers++;
          long at = System.nanoTime();
          counted += at - counts >= 0 && at - ends < 0 ? 1 : 0;
          failed += ok(reply, cases.get(index % cases.size()), right) ? 0 : 1;
        }
      }
      if (now - ends > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%s: %d of %,d replies are missing after %d s"
                .formatted(function, sent - answers, sent, PATIENCE.toSeconds()));
      }
    }
    return new Answered(counted * 1e9 / length.toNanos(), answers, failed);
  }

  private ProducerRecord<byte[], byte[]> call(
      int run, int index, String function, ReferenceCase given) {
    var record =
        new ProducerRecord<byte[], byte[]>(topic, index % Names.PARTITIONS, null, given.json());
    record
        .headers()
        .add(Wire.FUNCTION, function.getBytes(US_ASCII))
        .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
        .add(Wire.CONTENT_TYPE, ReferenceCase.JSON_TYPE.getBytes(US_ASCII))
        .add(Wire.CORRELATION_ID, (run + "-" + index).getBytes(US_ASCII));
    return record;
  }

  /** Which call a reply is to; -1 if to one of an earlier run. */
  private static int index(int run, ConsumerRecord<byte[], byte[]> reply) {
    var correlation = String.valueOf(Wire.text(reply.headers(), Wire.CORRELATION_ID));
    var prefix = run + "-";
    return correlation.startsWith(prefix)
        ? Integer.parseInt(correlation.substring(prefix.length()))
        : -1;
  }

  /** Whether a reply is a result; a wrong result is nobody's failure but the rig's end. */
  private static boolean ok(
      ConsumerRecord<byte[], byte[]> reply, ReferenceCase given, List<byte[]> right) {
    var status = Wire.text(reply.headers(), Wire.STATUS);
    if (status != null && !status.equals("ok")) {
      return false;
    }
    byte[] answer = reply.value();
    // Looking into an image takes longer than making it: one that was looked into will do.
    if (right.stream().noneMatch(known -> Arrays.equals(known, answer))) {
      if (!given.matches(answer)) {
        throw new IllegalStateException(given + " was answered wrongly");
      }
      right.add(answer);
    }
    return true;
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
