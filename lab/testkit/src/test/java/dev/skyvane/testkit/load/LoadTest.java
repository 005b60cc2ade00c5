package dev.skyvane.testkit.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.testkit.guarantee.Expected;
import dev.skyvane.testkit.guarantee.Guarantees;
import dev.skyvane.testkit.guarantee.NothingLost;
import dev.skyvane.testkit.guarantee.Published;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final NothingLost waiting = new NothingLost();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void noMoreIsPublishedThanIsAllowed() {
    try (var load =
        Load.start(producer, LoadTest::draft, 1e9, 10, new Guarantees(List.of(waiting)))) {
      load.awaitSent(10, LIMIT);
      load.allow(25);
      load.awaitSent(25, LIMIT);
      load.finish(LIMIT);
      assertEquals(25, load.sent());
      assertEquals(25, waiting.open());
      assertEquals(25, producer.history().size());
    }
  }

  @Test
  void aLoadThatWaitsToBeAllowedCanBeClosed() {
    try (var load =
        Load.start(producer, LoadTest::draft, 1e9, 0, new Guarantees(List.of(waiting)))) {
      load.finish(LIMIT);
      assertEquals(0, load.sent());
    }
  }

  private static Draft draft(int number) {
    return new Draft(
        new Published("id-" + number, "f", null, Set.of(), LIMIT, LIMIT, Expected.ending("ok")),
        new ProducerRecord<>("invocations", new byte[1]),
        true);
  }
}
