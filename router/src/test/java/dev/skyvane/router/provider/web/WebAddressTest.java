package dev.skyvane.router.provider.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {

  private static final String EMULATED = "http://127.0.0.1:18101";

  @Test
  void readsUrls() {
    assertEquals(
        new WebAddress(true, "f.example.org", 443, "/", false), of("https://f.example.org", null));
    assertEquals(
        new WebAddress(false, "::1", 8080, "/a%20b?c=d", false),
        of("http://[::1]:8080/a%20b?c=d#e", null));
  }

  @Test
  void resolvesPathsAgainstTheEndpoint() {
    var resolved = new WebAddress(false, "127.0.0.1", 18101, "/function/f?x=1", true);

    assertEquals(resolved, of("/function/f?x=1", EMULATED));
    assertEquals(resolved, of("function/f?x=1", EMULATED));
    assertEquals(resolved, of(EMULATED + "/function/f?x=1", EMULATED));
  }

  @Test
  void onlyTheEndpointIsEmulated() {
    assertFalse(of("https://f.example.org/", EMULATED).emulated());
    assertFalse(of("http://127.0.0.1:18102/", EMULATED).emulated());
  }

  @ParameterizedTest
  @CsvSource({
    "/function/f, not an absolute URL",
    "'', not an absolute URL",
    "f.example.org/f, not an absolute URL",
    "ftp://f.example.org/f, 'only http and https'",
    "https:///f, no valid host",
    "https://a_b.example.org/f, no valid host",
    "https://exa mple.org/f, not an URL",
    "http://169.254.169.254/latest/meta-data, refused",
    "http://metadata.google.internal/computeMetadata/v1, refused"
  })
  void saysWhatIsWrong(String address, String why) {
    var wrong = assertThrows(IllegalArgumentException.class, () -> of(address, null));

    assertTrue(wrong.getMessage().contains("'" + address + "'"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains(why), wrong.getMessage());
  }

  @Test
  void doesNotRepeatAPassword() {
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> of("https://me:s3cr3t@f.example.org/", null));

    assertTrue(wrong.getMessage().contains("basic:env:NAME"), wrong.getMessage());
    assertFalse(wrong.getMessage().contains("s3cr3t"), wrong.getMessage());
  }

  @Test
  void aPathDoesNotLeaveTheEndpoint() {
    assertThrows(IllegalArgumentException.class, () -> of("//169.254.169.254/latest", EMULATED));
    assertEquals("127.0.0.1", of("/../../x", EMULATED).host());
  }

  private static WebAddress of(String address, @Nullable String endpoint) {
    return WebAddress.of(
        new Target("f~http~local~128", "http:local", address, 128, endpoint, null, null));
  }
}
