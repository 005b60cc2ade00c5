package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts that must not be found anywhere, also not in base64 or percent-encoded. */
final class SecretMarks {

  /** What to look for, with the name of the secret that it is a part of. */
  private final Map<String, String> needles = new LinkedHashMap<>();

  /** Looks for a secret from now on. */
  void add(String name, String secret) {
    needles.put(secret, name);
    needles.putIfAbsent(URLEncoder.encode(secret, UTF_8), name + ", percent-encoded");
    for (int shift = 0; shift < 3; shift++) {
      var shifted = "x".repeat(shift) + secret;
      var text = Base64.getEncoder().withoutPadding().encodeToString(shifted.getBytes(UTF_8));
      // The ends also hold bits of what stands around.
      needles.put(text.substring(shift == 0 ? 0 : 4, text.length() - 4), name + ", in base64");
    }
  }

  /** The name of the first secret that shows in a text. */
  Optional<String> in(@Nullable String text) {
    return text == null
        ? Optional.empty()
        : needles.entrySet().stream()
            .filter(needle -> text.contains(needle.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  /** The same in bytes. */
  Optional<String> in(byte @Nullable [] bytes) {
    return bytes == null ? Optional.empty() : in(new String(bytes, ISO_8859_1));
  }
}
