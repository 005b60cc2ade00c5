package dev.skyvane.bench.peer;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The peer's process. Arguments are {@code bootstrap.servers=} and {@code provider=}, the
 * provider's URL. It says {@code ready} and then answers each line of its input:
 *
 * <ul>
 *   <li>{@code open TOPIC REPLIES ORDER CONCURRENCY}: serves a topic, ORDER being UNORDERED or KEY,
 *       with at most so many calls at a time; {@code ready} when it does
 *   <li>{@code close}: ends that, everything committed; {@code ready}
 *   <li>{@code counters}: what the process has used
 * </ul>
 *
 * <p>It ends at the end of its input.
 */
public final class PeerMain {
  private static final String ANSWER = "contender: ";
  private static final String READY = "ready";

  private final String bootstrapServers;
  private final URI provider;
  private @Nullable Peer peer;

  private PeerMain(String bootstrapServers, URI provider) {
    this.bootstrapServers = bootstrapServers;
    this.provider = provider;
  }

  /** Runs until its input ends; see the class. */
  public static void main(String[] arguments) throws Exception {
    var main =
        new PeerMain(
            argument(arguments, "bootstrap.servers"), URI.create(argument(arguments, "provider")));
    main.serve();
    // Clients that can't close in time must not keep the process.
    System.exit(0);
  }

  private static String argument(String[] arguments, String name) {
    for (var argument : arguments) {
      if (argument.startsWith(name + "=")) {
        return argument.substring(name.length() + 1);
      }
    }
    throw new IllegalArgumentException("the argument " + name + "=... is missing");
  }

  private void serve() throws Exception {
    answer(READY);
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      var words = line.split(" ", -1);
      switch (words[0]) {
        case "counters" -> answer(counters());
        case "open" -> {
          close();
          peer =
              Peer.open(
                  bootstrapServers,
                  provider,
                  words[1],
                  words[2],
                  ProcessingOrder.valueOf(words[3]),
                  Integer.parseInt(words[4]));
          answer(READY);
        }
        case "close" -> {
          close();
          answer(READY);
        }
        default -> throw new IllegalArgumentException("unknown request '" + line + "'");
      }
    }
    close();
  }

  private void close() {
    if (peer != null) {
      peer.close();
      peer = null;
    }
  }

  private static String counters() {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return "cpu=%d allocated=%d"
        .formatted(process.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
  }

  private static void answer(String line) {
    System.out.println(ANSWER + line);
  }
}
