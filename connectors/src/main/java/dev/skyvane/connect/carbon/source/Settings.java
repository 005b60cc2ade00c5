package dev.skyvane.connect.carbon.source;

import java.net.URI;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Rules that settings of several sources share. */
final class Settings {
  private static final Pattern REFERENCE = Pattern.compile("|env:[^\\s]+|file:[^\\s]+");

  private Settings() {}

  /**
   * A reference to a secret, or empty. What stands there instead may be one: it is not repeated.
   */
  static ConfigDef.Validator reference() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (!REFERENCE.matcher(String.valueOf(value)).matches()) {
            throw new ConfigException(
                key + " must refer to a secret by env:NAME or file:NAME; never write it itself");
          }
        },
        () -> "env:NAME or file:NAME");
  }

  /** Where an API is. */
  static ConfigDef.Validator url() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (!isUrl(String.valueOf(value))) {
            throw new ConfigException(
                key + " must be a URL as in https://host/path, without a user, '?' and '#'");
          }
        },
        () -> "https://host/path");
  }

  private static boolean isUrl(String text) {
    try {
      var uri = URI.create(text);
      return uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A base without slashes at its end. */
  static String base(String url) {
    return url.replaceAll("/+$", "");
  }
}
