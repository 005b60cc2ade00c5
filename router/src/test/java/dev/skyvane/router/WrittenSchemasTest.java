package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class WrittenSchemasTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch refused = new CountDownLatch(1);
  private volatile RuntimeException failure;

  private <T extends SpecificRecord> Serde<T> serde() {
    return Serdes.serdeFrom(
        (topic, _) -> {
          asked.add("write " + topic);
          var wrong = failure;
          if (wrong != null) {
            refused.countDown();
            throw wrong;
          }
          return new byte[1];
        },
        (topic, _) -> {
          asked.add("read " + topic);
          return null;
        });
  }

  @Test
  void asksForEachByWritingAndReadingASample() throws Exception {
    try (var schemas = new WrittenSchemas()) {
      schemas.add(this.<Reply>serde(), "replies", Reply.newBuilder().build());
      schemas.addReadBack(this.<Outcome>serde(), "outcomes", Outcome.newBuilder().build());
      assertFalse(schemas.known().isDone());
      schemas.resolve();
      schemas.known().get(30, TimeUnit.SECONDS);
      assertEquals(List.of("write replies", "write outcomes", "read outcomes"), asked);
    }
  }

  @Test
  void waitsForARegistryThatIsNotThere() throws Exception {
    failure = new RegistryUnavailableException("it does not answer", null);
    try (var schemas = new WrittenSchemas()) {
      schemas.add(this.<Reply>serde(), "replies", Reply.newBuilder().build());
      schemas.resolve();
      assertTrue(refused.await(30, TimeUnit.SECONDS));
      assertFalse(schemas.known().isDone());
      failure = null;
      schemas.known().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void endsWhereTheRegistryRefuses() {
    failure = new SerializationException("subject replies-value does not take the schema");
    try (var schemas = new WrittenSchemas()) {
      schemas.add(this.<Reply>serde(), "replies", Reply.newBuilder().build());
      schemas.resolve();
      var end =
          assertThrows(ExecutionException.class, () -> schemas.known().get(30, TimeUnit.SECONDS));
      assertTrue(end.getMessage().contains("replies-value"), end.getMessage());
    }
  }
}
