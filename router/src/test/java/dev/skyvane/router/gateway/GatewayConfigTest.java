package dev.skyvane.router.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayConfigTest {

  private static String refusal(String... pairs) {
    var settings = new TreeMap<String, String>();
    settings.put("gateway.enabled", "true");
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return assertThrows(ConfigException.class, () -> new GatewayConfig(settings)).getMessage();
  }

  private static void says(String message, String... words) {
    for (var word : words) {
      assertTrue(message.contains(word), message + " does not say: " + word);
    }
  }

  @Test
  void withoutCredentialsItListensOnThisMachineAlone() {
    says(
        refusal("gateway.host", "0.0.0.0"),
        "gateway.host",
        "gateway.auth.file",
        "gateway.oidc.issuer",
        "127.0.0.1");
    assertFalse(new GatewayConfig(Map.of("gateway.enabled", "true")).secured());
    assertFalse(
        new GatewayConfig(Map.of("gateway.enabled", "true", "gateway.host", "::1")).secured());
    // What is not started is not judged.
    assertFalse(new GatewayConfig(Map.of("gateway.host", "0.0.0.0")).enabled());
  }

  @Test
  void withCredentialsItListensAnywhere(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("keys"), "");
    var config =
        new GatewayConfig(
            Map.of(
                "gateway.enabled",
                "true",
                "gateway.host",
                "0.0.0.0",
                "gateway.auth.file",
                file.toString()));
    assertTrue(config.secured());
  }

  @Test
  void whatIsWrongIsNamedWithItsRule() {
    says(refusal("gateway.auth.file", "/nowhere/keys"), "gateway.auth.file", "can't be read");
    says(refusal("gateway.tls.key", "/some/key"), "gateway.tls.certificate", "both, or none");
    says(
        refusal("gateway.oidc.issuer", "https://issuer.example"),
        "gateway.oidc.audience",
        "required");
    says(
        refusal("gateway.headers.forward", "accept,Authorization"),
        "gateway.headers.forward",
        "authorization",
        "never");
    says(refusal("gateway.headers.forward", "content-length"), "content-length", "can't be");
    says(refusal("gateway.callbacks.allow", "("), "gateway.callbacks.allow", "regular expression");
    says(
        refusal("gateway.proxies.trusted", "10.0.0.0/33"), "gateway.proxies.trusted", "10.0.0.0/8");
    says(refusal("gateway.max.pending", "0"), "gateway.max.pending");
  }

  @Test
  void proxiesAreAddressesAndNetworks() {
    var proxies = Proxies.of(List.of("10.1.0.0/15", "127.0.0.1", "fd00::/8"));
    assertEquals(
        List.of(true, true, false, true, false, true, false, false),
        List.of(
                "10.0.255.1",
                "10.1.7.1",
                "10.2.0.1",
                "127.0.0.1",
                "127.0.0.2",
                "fd12::1",
                "fe80::1",
                "nonsense")
            .stream()
            .map(proxies::trusted)
            .toList());
    assertFalse(Proxies.of(List.of()).trusted("127.0.0.1"));
  }

  @Test
  void aFunctionsPathKeepsItsRestAsItIs() {
    assertEquals(
        new FunctionPath("resize", "/a%2Fb/../c"),
        FunctionPath.parse("resize/a%2Fb/../c").orElseThrow());
    assertEquals(new FunctionPath("resize", "/"), FunctionPath.parse("resize").orElseThrow());
    for (var wrong : List.of("", "/", "Resize", "a%20b", "..%2f", "x".repeat(129))) {
      assertTrue(FunctionPath.parse(wrong).isEmpty(), wrong);
    }
  }
}
