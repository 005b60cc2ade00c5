package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Figure;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Runs the rigs as briefly as can be, so that they stay fit to run: what a run on a busy machine
 * finds is not looked at, only that every request was answered rightly and every figure is there.
 */
class RigsTest {
  private static final RigEffort LEAST =
      new RigEffort(1, Duration.ofMillis(500), Duration.ofMillis(500));

  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final Map<String, String> notes = new TreeMap<>();

  @Test
  void echoesAreCompared() throws Exception {
    run(new EchoBenchmark(LEAST), "rate=200");

    assertTrue(
        figures
            .keySet()
            .containsAll(
                List.of(
                    "p50-ratio-to-http-echo",
                    "p50-ms",
                    "p99-ms",
                    "polled-to-request-us-mean",
                    "cpu-us-per-invocation",
                    "p50-ratio-to-bare-echo, 200/s",
                    "cpu-us-per-invocation, 200/s, bare echo")),
        figures::toString);
    assertEquals("<= 1.15", figures.get("p50-ratio-to-http-echo").goal());
    assertEquals("<= 150", figures.get("polled-to-request-us-mean").goal());
    assertTrue(figures.values().stream().allMatch(figure -> figure.value() > 0), figures::toString);
  }

  @Test
  void allocationIsCounted() throws Exception {
    run(new AllocationBenchmark(LEAST));

    // Less than the payload, read and written, would be a mistake.
    assertTrue(figures.get("allocated-bytes-per-invocation").value() > 2 * 1024, figures::toString);
    assertEquals(1_000, figures.get("invocations").value());
  }

  @Test
  void backlogsAreWorkedOffInEveryOrder() throws Exception {
    var least =
        new ThroughputEffort(
            1, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(100));
    run(new ParallelConsumerBenchmark(least), "partitions=4", "concurrency=64", "keys=50");

    assertTrue(
        figures
            .keySet()
            .containsAll(
                List.of(
                    "ratio-unordered",
                    "cpu-ratio-unordered",
                    "ratio-key-ordered",
                    "cpu-ratio-key-ordered",
                    "per-second-unordered, 4 partitions, bare echo",
                    "per-second-key-ordered, 4 partitions, parallel consumer")),
        figures::toString);
    assertTrue(figures.values().stream().allMatch(figure -> figure.value() > 0), figures::toString);
  }

  @Test
  void ordinaryCallsAreMeasuredBesideOthers() throws Exception {
    var least = new HeldBackEffort(1, Duration.ofMillis(500), Duration.ofSeconds(2));
    run(
        new HeldBackBenchmark(least),
        "rate=100",
        "long-ms=20",
        "long-per-mille=100",
        "set.group.id=held-back");

    assertEquals("<= 1.2", figures.get("ratio").goal());
    assertTrue(figures.get("long-or-failing-calls").value() > 0, figures::toString);
    assertTrue(figures.get("p99-held-back").value() > 0, figures::toString);
  }

  private void run(Benchmark benchmark, String... arguments) throws Exception {
    benchmark.run(new Benchmark.Options(true, 7, List.of(arguments)), new Kept());
  }

  private final class Kept implements Report {
    @Override
    public void figure(Figure figure) {
      figures.put(figure.figure(), figure);
    }

    @Override
    public void note(String text) {
      notes.put(text, text);
    }

    @Override
    public void progress(String text) {
      // Nobody looks.
    }
  }
}
