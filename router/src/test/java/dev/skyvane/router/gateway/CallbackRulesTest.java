package dev.skyvane.router.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CallbackRulesTest {
  private static final CallbackRules ANY = new CallbackRules(Pattern.compile(".*"));

  @Test
  void metadataServicesAreRefusedWhateverIsAllowed() {
    for (var url :
        List.of(
            "http://169.254.169.254/latest",
            "http://2852039166/",
            "http://metadata.google.internal/",
            "file:///etc/passwd",
            "http:///nohost",
            "//example.com/",
            "no url",
            "http://example.com/" + "x".repeat(2_048))) {
      assertTrue(ANY.refused(url).isPresent(), url);
    }
    assertEquals(Optional.empty(), ANY.refused("https://example.com/done?x=1"));
  }

  @Test
  void theWholeUrlMustMatch() {
    var rules = new CallbackRules(Pattern.compile("https://[a-z]+\\.example\\.com/.*"));
    assertEquals(Optional.empty(), rules.refused("https://a.example.com/x"));
    for (var url :
        List.of(
            "http://a.example.com/x",
            "https://a.example.com.evil.org/x",
            "https://a.example.com@evil.org/x",
            "https://evil.org/https://a.example.com/x")) {
      assertTrue(rules.refused(url).isPresent(), url);
    }
  }
}
