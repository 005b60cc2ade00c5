package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** One method of a measurement with some of its parameters, all combinations of them. */
record JmhRun(Class<?> measurement, String method, Map<String, List<String>> parameters) {

  /**
   * Measures each case, with the GC profiler, in JVMs of its own.
   *
   * @param found takes each case as soon as it is measured
   * @throws IllegalStateException if a case failed; the message holds what its JVM said
   */
  void measure(
      Effort effort, long seed, Report report, BiConsumer<BenchmarkParams, Measured> found) {
    var round = TimeValue.milliseconds(effort.round().toMillis());
    var options =
        new OptionsBuilder()
            .include("^" + measurement.getName().replace(".", "\\.") + "\\." + method + "$")
            .forks(effort.forks())
            .warmupIterations(effort.warmups())
            .warmupTime(round)
            .measurementIterations(effort.counted())
            .measurementTime(round)
            // The last begins last and ends first, so that it does not count the other's garbage.
            .addProfiler(ProcessorTimeProfiler.class)
            .addProfiler(GCProfiler.class)
            // Else the compiler may still be at work after short rounds on a busy machine.
            .jvmArgsAppend("-XX:-BackgroundCompilation")
            .shouldFailOnError(true)
            .param("seed", Long.toString(seed));
    parameters.forEach((name, values) -> options.param(name, values.toArray(new String[0])));
    var output = new JmhOutput(report, found);
    try {
      new Runner(options.build(), output).run();
    } catch (RunnerException e) {
      throw new IllegalStateException(
          measurement.getSimpleName() + "." + method + ": " + e.getMessage() + output.lastLines(),
          e);
    }
  }
}
