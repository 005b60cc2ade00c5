package dev.skyvane.router.gateway;

import dev.skyvane.router.provider.net.AddressRules;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which URLs may be called back. They are judged when a call names one and again before it is
 * called: a producer that writes to Kafka itself has not been asked.
 *
 * @param allowed must match the whole URL
 */
record CallbackRules(Pattern allowed) {
  private static final int LONGEST = 2_048;

  /** Why an URL may not be called back; empty if it may. */
  Optional<String> refused(String text) {
    if (text.length() > LONGEST) {
      return Optional.of("it is longer than " + LONGEST + " characters");
    }
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      return Optional.of("it is no URL");
    }
    if (url.getScheme() == null
        || url.getHost() == null
        || !Set.of("http", "https").contains(url.getScheme().toLowerCase(Locale.ROOT))) {
      return Optional.of("it must be http:// or https:// and name a host");
    }
    if (!allowed.matcher(text).matches()) {
      return Optional.of("it does not match gateway.callbacks.allow");
    }
    return AddressRules.refusal(url.getHost());
  }
}
