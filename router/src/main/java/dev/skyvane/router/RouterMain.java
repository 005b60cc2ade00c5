package dev.skyvane.router;

import dev.skyvane.schemas.ProcessSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a router as a process: settings from a properties file, overridden by environment variables
 * ({@code SKYVANE_ROUTER_ID} for {@code router.id}). SIGTERM drains.
 */
public final class RouterMain {
  private static final Logger log = LoggerFactory.getLogger(RouterMain.class);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private RouterMain() {}

  /**
   * Entry point.
   *
   * @param args the properties file, if any
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    var settings = ProcessSettings.of(args);
    Router router;
    try {
      router = Router.start(settings);
      router.awaitReady(START_LIMIT);
    } catch (ConfigException | IllegalStateException e) {
      log.error("event=start-failed reason={}", e.getMessage(), e);
      System.exit(1);
      return;
    }
    log.info("event=router-ready");
    // Ending lets whatever supervises the process start a router that works.
    var unused = router.failed().thenAccept(_ -> System.exit(1));
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  router.close();
                  stopped.countDown();
                },
                "skyvane-stop"));
    stopped.await();
  }
}
