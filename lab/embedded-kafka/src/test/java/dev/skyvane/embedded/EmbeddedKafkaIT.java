package dev.skyvane.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedKafkaIT {
  @TempDir Path dir;

  @Test
  void single() throws Exception {
    run(EmbeddedKafka.Options.singleBroker(dir));
  }

  @Test
  void three() throws Exception {
    run(EmbeddedKafka.Options.threeBrokers(dir));
  }

  private void run(EmbeddedKafka.Options options) throws Exception {
    var t0 = System.nanoTime();
    var kafka = EmbeddedKafka.start(options);
    System.out.println(
        "started " + (System.nanoTime() - t0) / 1000000 + " ms " + kafka.bootstrapServers());
    try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.empty()))).all().get();
    }
    try (var p =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", (Object) kafka.bootstrapServers(), "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer())) {
      assertEquals(0, p.send(new ProducerRecord<>("t", "a")).get().offset());
      System.out.println("produced " + (System.nanoTime() - t0) / 1000000 + " ms");
    }
    for (int i = 0; i < kafka.brokers(); i++) {
      t0 = System.nanoTime();
      kafka.stopBroker(i);
      System.out.println("stopped " + (System.nanoTime() - t0) / 1000000 + " ms");
      t0 = System.nanoTime();
      kafka.startBroker(i);
      System.out.println("restarted " + (System.nanoTime() - t0) / 1000000 + " ms");
    }
    t0 = System.nanoTime();
    kafka.close();
    System.out.println("closed " + (System.nanoTime() - t0) / 1000000 + " ms");
  }
}
