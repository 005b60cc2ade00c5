package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.limit.Ejection;
import dev.skyvane.router.limit.RetryBudget;
import dev.skyvane.schemas.ProcessSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterConfigTest {

  private static Map<String, String> with(String... settings) {
    var all = new HashMap<String, String>();
    all.put("bootstrap.servers", "127.0.0.1:9092");
    all.put("router.location", "aws:eu-north-1");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return all;
  }

  private static RouterConfig config(String... settings) {
    return new RouterConfig(with(settings));
  }

  /** The message names the key and the value, and says the rule. */
  private static void wrong(String key, String value, String rule) {
    var message =
        assertThrows(ConfigException.class, () -> config(key, value), key + "=" + value)
            .getMessage();
    assertTrue(message.contains(key), message);
    assertTrue(message.contains(value), message);
    assertTrue(message.contains(rule), message);
  }

  @Test
  void theSmallestConfig() {
    var config = config();
    assertEquals(List.of("skyvane.invocations"), config.inputTopics());
    assertEquals("skyvane-router", config.getString(RouterConfig.GROUP_ID));
    assertFalse(config.vantageIsOrigin());
    assertEquals(Map.of("bootstrap.servers", "127.0.0.1:9092"), config.kafka());
  }

  @Test
  void ejectionAndRetryBudgetAreOnByDefault() {
    assertEquals(
        new Ejection(5, Duration.ofSeconds(5), Duration.ofMinutes(5), 20), config().ejection());
    assertEquals(new RetryBudget.Size(20, 10), config().retryBudget());
  }

  @Test
  void dataThatTheJarCanNotHoldAreReadFromAFolder(@TempDir Path empty) {
    assertEquals("catalog", config().catalog().name());
    var data = Path.of("..", "lab", "benchmarks", "data").toString();
    assertEquals(
        "catalog with carbon_yearly.csv, rtt_aws.csv",
        config("catalog.data.dir", data).catalog().name());
    wrong("catalog.data.dir", empty.toString(), "must be a folder with carbon_yearly.csv");
    wrong("catalog.data.dir", "/no/such/folder", "must be a folder with carbon_yearly.csv");
  }

  @Test
  void wrongValuesNameKeyValueAndRule() {
    wrong("reply.topics.allow", "[", "is not a regular expression");
    wrong("router.vantage", "moon", "router, origin");
    wrong("event.loops", "0", "at least 1");
    wrong("event.loops", "many", "Not a number");
    wrong("event.loops", "257", "no more than 256");
    wrong("window.max.records", "0", "at least 1");
    wrong("invocation.max.bytes", "8388609", "no more than 8388608");
    wrong("inflight.max.bytes", "1", "at least 1048576");
    wrong("commit.interval.ms", "0", "at least 1");
    wrong("topic.prefix", "sky vane.", "letters, digits");
    wrong("ejection.first.ms", "300001", "must not be more than ejection.max.ms");
    wrong("ejection.floor.percent", "101", "no more than 100");
    wrong("retry.budget.percent", "-1", "at least 0");
    wrong("health.port", "65536", "no more than 65535");
    wrong("health.host", "", "must be non-empty");
    wrong("watchdog.stall.ms", "0", "at least 1");
    wrong("bind.images.fnction", "thumbnail", "must end in .function or .tenant");
  }

  @Test
  void whatIsRequiredIsAskedFor() {
    var none = assertThrows(ConfigException.class, () -> new RouterConfig(Map.of()));
    assertTrue(none.getMessage().contains("bootstrap.servers"), none.getMessage());
    var empty = assertThrows(ConfigException.class, () -> config("bootstrap.servers", ""));
    assertTrue(empty.getMessage().contains("bootstrap.servers"), empty.getMessage());
    var nowhere = assertThrows(ConfigException.class, () -> config("router.location", " "));
    assertTrue(nowhere.getMessage().contains("router.location"), nowhere.getMessage());
    assertTrue(nowhere.getMessage().contains("lat,lon"), nowhere.getMessage());
    assertTrue(config("router.location", "", "router.vantage", "origin").vantageIsOrigin());
  }

  @Test
  void topicsAreBoundToFunctionsAndTenants() {
    var config =
        config(
            "bind.my.images.function",
            "thumbnail",
            "bind.my.images.tenant",
            "acme",
            "bind.audits.tenant",
            "globex",
            "input.topics",
            "extra, audits",
            "topic.prefix",
            "site.");
    assertEquals(Map.of("my.images", "thumbnail"), config.boundFunctions());
    assertEquals(Map.of("my.images", "acme", "audits", "globex"), config.boundTenants());
    assertEquals(List.of("site.invocations", "extra", "audits", "my.images"), config.inputTopics());
  }

  @Test
  void kafkasOwnSettingsPassThrough() {
    assertEquals(
        Map.of("bootstrap.servers", "127.0.0.1:9092", "security.protocol", "SSL"),
        config("kafka.security.protocol", "SSL", "provider.http.x", "y").kafka());
  }

  @Test
  void theEnvironmentOverridesByName() {
    assertEquals(
        Map.of("router.id", "r7", "bootstrap.servers", "b:1"),
        ProcessSettings.fromEnvironment(
            Map.of("SKYVANE_ROUTER_ID", "r7", "SKYVANE_BOOTSTRAP_SERVERS", "b:1", "HOME", "/")));
  }

  @Test
  void everySettingIsDocumented() {
    RouterConfig.definition()
        .configKeys()
        .values()
        .forEach(key -> assertTrue(key.documentation.endsWith("."), key.name));
  }
}
