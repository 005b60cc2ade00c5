package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest {
  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void kafkaTakesTheSettingsOfEitherGroupProtocol(String protocol) {
    var consumer = intake(Map.of("group.protocol", protocol));

    assertEquals("skyvane-router", consumer.groupMetadata().groupId());
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  @Test
  void aSessionThatTheBrokersSetIsNotTheRouters() {
    var refused =
        assertThrows(
            ConfigException.class,
            () -> intake(Map.of("group.protocol", "consumer", "kafka.session.timeout.ms", "6000")));

    assertTrue(refused.getMessage().contains("session.timeout.ms"), refused::getMessage);
  }

  @Test
  void anotherProtocolIsRefused() {
    var refused =
        assertThrows(ConfigException.class, () -> intake(Map.of("group.protocol", "streams")));

    assertTrue(refused.getMessage().contains("group.protocol"), refused::getMessage);
  }

  private static Consumer<byte[], byte[]> intake(Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("bootstrap.servers", "127.0.0.1:1");
    settings.put("router.location", "aws:eu-north-1");
    return new Clients(new RouterConfig(settings)).intakeConsumer();
  }
}
