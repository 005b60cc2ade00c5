package dev.skyvane.standalone.bench;

import java.util.List;

/** A measurement or experiment that can be repeated with one command. */
public interface Benchmark {

  /** What it is called on the command line: lower-case letters, digits and '-'. */
  String name();

  /** What it measures, in one line. */
  String summary();

  /**
   * Runs it to its end.
   *
   * @param options how it is to be run
   * @param report takes what was found, as it is found
   * @throws Exception if it cannot go on; the message says why and names the way out
   */
  void run(Options options, Report report) throws Exception;

  /**
   * How a benchmark is to be run.
   *
   * @param fast the same code and checks with fewer repetitions; the benchmark says by {@link
   *     Report#note} how much fewer
   * @param seed seed of everything random
   * @param arguments further arguments, as given on the command line after the name
   */
  record Options(boolean fast, long seed, List<String> arguments) {
    public Options {
      arguments = List.copyOf(arguments);
    }
  }
}
