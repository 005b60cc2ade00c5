package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Invocations of plain bytes, and the replies to them. Used by one thread. */
final class SlowdownCalls implements AutoCloseable {
  private static final String UNKNOWN = "unknown";

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * A reply.
   *
   * @param correlation what the call was sent with
   * @param ok whether it is a result
   * @param region where it ran; null if nowhere
   * @param usd list cost by its receipt, exact; null where unknown
   */
  record Reply(String correlation, boolean ok, @Nullable String region, @Nullable BigDecimal usd) {}

  SlowdownCalls(KafkaClients clients) {
    producer = clients.producer();
    consumer = clients.consumer("");
    consumer.assign(
        IntStream.range(0, Names.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(Names.REPLIES, partition))
            .toList());
    consumer.poll(Duration.ZERO);
  }

  void send(String function, byte[] payload, int partition, String correlation) {
    var record =
        new ProducerRecord<byte[], byte[]>(
            TopicNames.DEFAULT.of(Topic.INVOCATIONS), partition, null, payload);
    record
        .headers()
        .add(Wire.FUNCTION, function.getBytes(US_ASCII))
        .add(Wire.REPLY_TO, Names.REPLIES.getBytes(US_ASCII))
        .add(Wire.CORRELATION_ID, correlation.getBytes(US_ASCII));
    producer.send(record);
  }

  /** The replies that came, if need be after a wait. */
  List<Reply> replies(Duration longest) {
    var replies = new ArrayList<Reply>();
    consumer.poll(longest).forEach(record -> replies.add(reply(record)));
    return replies;
  }

  private static Reply reply(ConsumerRecord<byte[], byte[]> record) {
    var headers = record.headers();
    var status = Wire.text(headers, Wire.STATUS);
    var usd = Wire.text(headers, "skyvane-cost-usd");
    return new Reply(
        String.valueOf(Wire.text(headers, Wire.CORRELATION_ID)),
        status == null || status.equals("ok"),
        Wire.text(headers, "skyvane-region"),
        usd == null || usd.equals(UNKNOWN) ? null : new BigDecimal(usd));
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
