package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Report;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Turns what JMH prints into progress and results; keeps the last lines for when it fails. */
final class JmhOutput implements OutputFormat {
  private static final int KEPT_LINES = 40;

  private final Report report;
  private final BiConsumer<BenchmarkParams, Measured> found;
  private final Deque<String> lines = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();

  JmhOutput(Report report, BiConsumer<BenchmarkParams, Measured> found) {
    this.report = report;
    this.found = found;
  }

  /** What was printed last, each line on one of its own; empty if nothing was. */
  synchronized String lastLines() {
    endLine();
    return lines.isEmpty() ? "" : "\n  " + String.join("\n  ", lines);
  }

  /** What distinguishes a case, as in {@code deployments=64 spread=round-robin}. */
  private static String caseOf(BenchmarkParams params) {
    return params.getParamsKeys().stream()
        .filter(key -> !key.equals("seed"))
        .map(key -> key + "=" + params.getParam(key))
        .collect(Collectors.joining(" "));
  }

  @Override
  public void iteration(BenchmarkParams params, IterationParams round, int number) {
    var method = params.getBenchmark();
    report.progress(
        "%s %s, %s %d of %d"
            .formatted(
                method.substring(method.lastIndexOf('.') + 1),
                caseOf(params),
                round.getType() == IterationType.WARMUP ? "warm-up" : "round",
                number,
                round.getCount()));
  }

  @Override
  public void iterationResult(
      BenchmarkParams params, IterationParams round, int number, IterationResult result) {
    // Counted at the end of the case.
  }

  @Override
  public void startBenchmark(BenchmarkParams params) {
    report.progress(caseOf(params));
  }

  @Override
  public void endBenchmark(BenchmarkResult result) {
    found.accept(result.getParams(), Measured.of(result));
  }

  @Override
  public void startRun() {
    // Nothing to say yet.
  }

  @Override
  public void endRun(Collection<RunResult> results) {
    // Each case was reported at its own end.
  }

  @Override
  public synchronized void print(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '\n') {
        endLine();
      } else {
        line.append(letter);
      }
    }
  }

  @Override
  public synchronized void println(String text) {
    print(text);
    endLine();
  }

  @Override
  public void verbosePrintln(String text) {
    // How JMH came to its choices and started its JVMs, class path and all: nobody asked.
  }

  @Override
  public void write(int letter) {
    print(String.valueOf((char) letter));
  }

  @Override
  public void write(byte[] text) {
    print(new String(text, StandardCharsets.UTF_8));
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // It holds nothing.
  }

  private void endLine() {
    if (!line.isEmpty()) {
      lines.addLast(line.toString().stripTrailing());
      line.setLength(0);
      if (lines.size() > KEPT_LINES) {
        lines.removeFirst();
      }
    }
  }
}
