package dev.skyvane.connect.carbon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CarbonConfigTest {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  private static Map<String, String> with(String... more) {
    var all =
        new HashMap<>(
            Map.of(
                "carbon.source", "replay",
                "carbon.zones", "SE-SE3,DE",
                "schema.registry.url", "http://127.0.0.1:1",
                "key.converter", BYTES,
                "value.converter", BYTES));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  @Test
  void connectFindsTheConnector() {
    assertTrue(
        ServiceLoader.load(SourceConnector.class).stream()
            .anyMatch(each -> each.type() == CarbonSourceConnector.class));
  }

  @Test
  void zonesAreNamedOrFollowFromRegions() {
    assertEquals(List.of("DE", "SE-SE3"), new CarbonConfig(with()).zones());
    assertEquals(
        List.of("DE", "FR", "SE-SE3"),
        new CarbonConfig(with("carbon.regions", "aws:eu-west-3,aws:eu-north-1")).zones());
    var all = new CarbonConfig(with("carbon.zones", "", "carbon.regions", "*")).zones();
    assertTrue(all.size() > 30 && all.contains("GB"), all.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          carbon.source       | sun           | is not installed; there are electricitymaps, replay, uk
          carbon.zones        | ''            | carbon.zones or carbon.regions
          carbon.regions      | aws:eu-nort-1 | did you mean aws:eu-north-1?
          value.converter     | org.apache.kafka.connect.json.JsonConverter | must be set to org.apache
          topic.prefix        | sky vane      | topic.prefix
          replay.fiel         | hours.csv     | is no setting of replay
          electricitymaps.token | s3cr3t      | electricitymaps.token must refer
          poll.interval.ms    | 1             | poll.interval.ms
          """)
  void wrongSettingsNameKeyAndRule(String key, String value, String said) {
    var given = with(key, value);
    var failure = assertThrows(ConfigException.class, () -> new CarbonConfig(given).check());
    assertTrue(failure.getMessage().contains(said), failure.getMessage());
    assertFalse(failure.getMessage().contains("s3cr3t"), failure.getMessage());
    var errors =
        new CarbonSourceConnector()
            .validate(given).configValues().stream()
                .flatMap(each -> each.errorMessages().stream())
                .collect(Collectors.joining());
    assertTrue(errors.contains(said), "Connect is told before it starts: " + errors);
    assertFalse(errors.contains("s3cr3t"), errors);
  }

  @Test
  void everySettingIsDocumented() {
    CarbonConfig.definition()
        .configKeys()
        .forEach((name, key) -> assertTrue(key.documentation.length() > 10, name));
  }

  @Test
  void oneTaskWhateverIsAllowed() {
    var connector = new CarbonSourceConnector();
    connector.start(with());
    assertEquals(List.of(with()), connector.taskConfigs(8));
  }
}
