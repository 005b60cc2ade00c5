package dev.skyvane.router.provider.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "[fe80::1]",
        "[fe80::1%lo]",
        "[fd00:ec2::254]",
        "[fd00:0ec2:0:0:0:0:0:0254]",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]",
        "metadata.google.internal",
        "Metadata.Google.Internal.",
        "metadata",
        "168.63.129.16",
        "100.100.100.200"
      })
  void refusesMetadataServices(String host) {
    assertTrue(AddressRules.refusal(host).orElseThrow().contains(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.8",
        "[fd00:ec3::254]",
        "resize.default.svc.cluster.local",
        "169.253.1.1"
      })
  void leavesOthers(String host) {
    assertEquals(Optional.empty(), AddressRules.refusal(host));
  }
}
