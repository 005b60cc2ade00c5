package dev.skyvane.stream;

import dev.skyvane.schemas.ProcessSettings;
import java.io.IOException;
import java.time.Duration;
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
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private StreamProcess() {}

  /**
   * Runs until the process is ended; a service that can't start ends it with exit code 1.
   *
   * @param args the properties file, if any
   */
  public static void run(StreamService service, String[] args)
      throws IOException, InterruptedException {
    var settings = ProcessSettings.of(args);
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
}
