package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Counts the windows of a stream service by its own queries. Used by one thread. */
final class WindowCount implements AutoCloseable {
  private static final int LOOK_MS = 500;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** Each of these has a window wherever there were outcomes; the others may share them out. */
  private static final List<String> EACH_HAS_ALL = List.of("deployment", "region");

  /** Some have grown too old meanwhile, or have not ended yet. */
  private static final double NEARLY_ALL = 0.98;

  private static final Duration DERIVED_WITHIN = Duration.ofMinutes(3);

  private final Stream stream;
  private final OutcomeSource source;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  WindowCount(Stream stream, OutcomeSource source, URI url) {
    this.stream = stream;
    this.source = source;
    this.url = url;
  }

  /**
   * Waits until the windows of a past are there, and counts all: what was counted may be undone and
   * counted again, and minutes and hours are derived some time after.
   *
   * @throws IllegalStateException if they are not within three minutes
   */
  long await(Past past) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + DERIVED_WITHIN.toNanos();
    for (var table : EACH_HAS_ALL) {
      long wanted = (long) (NEARLY_ALL * past.windows() * source.ids(table).size());
      for (long found = of(table); found < wanted; found = of(table)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "%,d windows by %s, not %,d".formatted(found, table, wanted));
        }
        Thread.sleep(LOOK_MS);
      }
    }
    long all = 0;
    for (var table : stream.tables()) {
      all += of(table);
    }
    return all;
  }

  private long of(String table) throws IOException, InterruptedException {
    long windows = 0;
    for (var id : source.ids(table)) {
      for (var window : Window.values()) {
        windows += of(table, id, window);
      }
    }
    return windows;
  }

  private long of(String table, String id, Window window) throws IOException, InterruptedException {
    var text = URLEncoder.encode(id, UTF_8);
    var to = Instant.now();
    var query = "?step=%s&from=%s&to=%s".formatted(window.text(), to.minus(window.kept()), to);
    var path =
        switch (stream) {
          case METRICS -> "/latency/" + text + query;
          case COST -> "/costs/" + text + query + "&by=" + table;
        };
    var response =
        http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
    if (response.statusCode() == NOT_FOUND) {
      return 0;
    }
    if (response.statusCode() != OK) {
      throw new IllegalStateException("answered " + path + " by: " + response.body());
    }
    long count = 0;
    for (JsonNode row : new ObjectMapper().readTree(response.body()).path("data")) {
      count += stream == Stream.METRICS ? row.path("slices").size() : 1;
    }
    return count;
  }

  @Override
  public void close() {
    http.close();
  }
}
