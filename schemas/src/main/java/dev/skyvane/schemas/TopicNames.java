package dev.skyvane.schemas;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of topics under a site's prefix.
 *
 * @param prefix what every name begins with, the dot included: {@code skyvane.} by default
 */
public record TopicNames(String prefix) {
  /** The prefix that is used where a site sets none. */
  public static final String DEFAULT_PREFIX = "skyvane.";

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{0,100}");

  /** Names under the default prefix. */
  public static final TopicNames DEFAULT = new TopicNames(DEFAULT_PREFIX);

  public TopicNames {
    if (!LEGAL.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "topic.prefix '"
              + prefix
              + "' must consist of at most 100 letters, digits, '.', '_' and '-'");
    }
  }

  /** The whole name of a topic, as in {@code skyvane.dead-letters}. */
  public String of(Topic topic) {
    return prefix + topic.suffix();
  }

  /** Which of the catalogue's topics carries this name, if any. */
  public Optional<Topic> find(String name) {
    for (var topic : Topic.values()) {
      if (name.length() == prefix.length() + topic.suffix().length()
          && name.startsWith(prefix)
          && name.endsWith(topic.suffix())) {
        return Optional.of(topic);
      }
    }
    return Optional.empty();
  }
}
