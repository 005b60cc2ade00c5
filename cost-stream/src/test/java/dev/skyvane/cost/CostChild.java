package dev.skyvane.cost;

import dev.skyvane.stream.StreamHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;

/** The service in a process of its own; settings come as {@code key=value} arguments. */
public final class CostChild {
  private CostChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    var settings = new HashMap<String, String>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    var host = StreamHost.start(new CostStream(), settings);
    host.awaitReady(Duration.ofMinutes(2));
    System.out.println("ready " + host.url());
    new CountDownLatch(1).await();
  }
}
