package dev.skyvane.schemas;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Settings of a service that is a process of its own: from a properties file, overridden by
 * environment variables ({@code SKYVANE_ROUTER_ID} for {@code router.id}). Stateless.
 */
public final class ProcessSettings {
  private static final String ENVIRONMENT = "SKYVANE_";

  private ProcessSettings() {}

  /**
   * The settings of this process.
   *
   * @param args the properties file, if any
   * @throws IOException if the file can't be read
   */
  public static Map<String, String> of(String[] args) throws IOException {
    var settings = args.length == 0 ? new HashMap<String, String>() : read(Path.of(args[0]));
    settings.putAll(fromEnvironment(System.getenv()));
    return settings;
  }

  private static Map<String, String> read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    var settings = new HashMap<String, String>();
    properties.forEach((key, value) -> settings.put((String) key, (String) value));
    return settings;
  }

  /** Settings that environment variables give: {@code SKYVANE_A_B} is {@code a.b}. */
  public static Map<String, String> fromEnvironment(Map<String, String> environment) {
    var settings = new HashMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT)) {
            settings.put(
                name.substring(ENVIRONMENT.length()).toLowerCase(Locale.ROOT).replace('_', '.'),
                value);
          }
        });
    return settings;
  }
}
