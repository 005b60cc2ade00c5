package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.SchemaRefusedException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutcomeWriterTest {
  private final ScriptedProducer producer = new ScriptedProducer();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final OutcomeWriter writer =
      new OutcomeWriter(
          producer,
          (_, outcome) -> {
            var failure = failures.poll();
            if (failure != null) {
              throw failure;
            }
            return AvroBytes.write(outcome);
          },
          "skyvane.outcomes",
          new RouterMeters(registry, () -> 0));

  @AfterEach
  void close() {
    writer.close();
  }

  private static Outcome outcome(String attempt) {
    return Outcome.newBuilder().setAttemptId(attempt).setDeployment("d").build();
  }

  private double lost() {
    return registry.get("skyvane.router.outcomes.lost").counter().count();
  }

  private static void until(Callable<Boolean> condition) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10))
        .until(condition);
  }

  private String written() {
    until(() -> producer.history().size() == 1);
    var record = producer.history().getFirst();
    assertEquals("skyvane.outcomes", record.topic());
    assertEquals("d", new String(record.key(), UTF_8));
    return AvroBytes.read(Outcome.class, record.value()).getAttemptId();
  }

  @Test
  void outcomesAreKeyedByDeployment() {
    writer.write(outcome("a"));
    assertEquals("a", written());
  }

  @Test
  void aSilentRegistryIsWaitedFor() {
    failures.add(new RegistryUnavailableException("down", null));
    writer.write(outcome("a"));
    assertEquals("a", written());
    assertEquals(0, lost());
  }

  @Test
  void whatIsLostIsCountedAndTheNextIsServed() {
    failures.add(new SchemaRefusedException("no", null));
    writer.write(outcome("a"));
    until(() -> lost() == 1);
    producer.failing(new TimeoutException("too late"));
    writer.write(outcome("b"));
    until(() -> lost() == 2);
    producer.throwing().failing(new KafkaException("broken"));
    writer.write(outcome("c"));
    until(() -> lost() == 3);
    writer.write(outcome("d"));
    assertEquals("d", written());
  }
}
