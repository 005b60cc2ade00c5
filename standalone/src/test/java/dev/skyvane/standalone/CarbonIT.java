package dev.skyvane.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.standalone.process.CarbonSettings;
import dev.skyvane.standalone.process.Ports;
import dev.skyvane.standalone.process.Standalone;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The carbon source in the process, which replays hours of the United States. */
@Timeout(120)
class CarbonIT {
  @TempDir private Path folder;

  @Test
  void readingsOfTheReplayAreInTheTopicThatRoutersRead() {
    var settings =
        Map.of(
            "carbon.source", "replay",
            "carbon.regions", "aws:us-east-1",
            "poll.interval.ms", "200",
            "replay.file", "../lab/benchmarks/data/carbon_hourly_eia_2022.csv",
            "replay.speed", "3600",
            "replay.at", Instant.now().toString());
    CarbonSettings.check(settings);
    try (var standalone =
        Standalone.start(
            Standalone.Options.of(folder.resolve("kafka"), Ports.FREE).withCarbon(settings))) {
      var newest = new HashMap<String, CarbonReading>();
      var address = standalone.address();
      var topic =
          new TopicPartition(new TopicNames(address.topicPrefix()).of(Topic.CARBON_LATEST), 0);
      try (var serdes = RecordSerdes.create(Map.of("schema.registry.url", address.registryUrl()));
          var consumer =
              new KafkaConsumer<>(
                  Map.of("bootstrap.servers", address.bootstrapServers()),
                  new StringDeserializer(),
                  serdes.of(CarbonReading.class).deserializer())) {
        consumer.assign(List.of(topic));
        consumer.seekToBeginning(List.of(topic));
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> {
                  consumer
                      .poll(Duration.ofMillis(100))
                      .forEach(record -> newest.put(record.key(), record.value()));
                  return !newest.isEmpty();
                });
      }
      var reading = newest.get("US-MIDA-PJM");
      assertTrue(reading.getGramsPerKwh() > 100, reading.toString());
      assertTrue(reading.getSource().startsWith("replay of carbon_hourly_eia_2022.csv"));
      assertEquals(1, newest.size());
    }
  }
}
