package dev.skyvane.stream;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service as a process: settings from a properties file, overridden by environment variables
 * ({@code SKYVANE_QUERY_PORT} for {@code query.port}). SIGTERM ends it in good order.
 */
public final class StreamProcess {
  private static final Logger log = LoggerFactory.getLogger(StreamProcess.class);
  private static final String ENVIRONMENT = "SKYVANE_";
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private StreamProcess() {}

  /**
   * Runs until the process is ended; a service that can't start ends it with exit code 1.
   *
   * @param args the properties file, if any
   */
  public static void run(StreamService service, String[] args)
      throws IOException, InterruptedException {
    var settings = args.length == 0 ? new HashMap<String, String>() : read(Path.of(args[0]));
    settings.putAll(fromEnvironment(System.getenv()));
    StreamHost host;
    try {
      host = StreamHost.start(service, settings);
    } catch (ConfigException | IllegalStateException e) {
      log.error("event=start-failed reason={}", e.getMessage(), e);
      System.exit(1);
      return;
    }
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  host.close();
                  stopped.countDown();
                },
                "skyvane-stop"));
    try {
      host.awaitReady(START_LIMIT);
      log.info("event=stream-ready service={} url={}", service.name(), host.url());
    } catch (IllegalStateException e) {
      // /readyz says the same; what it waits for may still come.
      log.warn("event=stream-not-ready reason={}", e.getMessage());
    }
    stopped.await();
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
  static Map<String, String> fromEnvironment(Map<String, String> environment) {
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
