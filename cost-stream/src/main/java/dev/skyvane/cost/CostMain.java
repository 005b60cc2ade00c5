package dev.skyvane.cost;

import dev.skyvane.stream.StreamHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** Runs the service until the process is asked to end: {@code CostMain FILE.properties}. */
public final class CostMain {
  private CostMain() {}

  /** Reads the settings of a properties file and starts. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("give one properties file with the service's settings");
    }
    var host = StreamHost.start(new CostStream(), read(Path.of(arguments[0])));
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  host.close();
                  ended.countDown();
                },
                "stop"));
    ended.await();
  }

  private static Map<String, String> read(Path file) throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    var settings = new HashMap<String, String>();
    properties.forEach((key, value) -> settings.put(String.valueOf(key), String.valueOf(value)));
    return settings;
  }
}
