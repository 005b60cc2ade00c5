package dev.skyvane.metrics;

import dev.skyvane.stream.StreamProcess;
import java.io.IOException;

/** Runs the metrics stream as a process. */
public final class MetricsMain {
  private MetricsMain() {}

  /**
   * Entry point.
   *
   * @param args the properties file, if any
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    StreamProcess.run(new MetricsService(), args);
  }
}
