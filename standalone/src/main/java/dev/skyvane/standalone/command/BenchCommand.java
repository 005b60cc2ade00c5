package dev.skyvane.standalone.command;

import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.manifest.Suggestion;
import dev.skyvane.standalone.terminal.Progress;
import dev.skyvane.standalone.terminal.Table;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a benchmark. */
@Command(
    name = "bench",
    description = "Run a benchmark; without a name, list them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane bench                     the list",
      "  skyvane bench pick --fast         the same code with fewer repetitions",
      "  skyvane bench plan --json         one object per line"
    })
final class BenchCommand extends Subcommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Name of the benchmark.")
  private @Nullable String name;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "What the benchmark itself takes.")
  private List<String> arguments = List.of();

  @Option(names = "--fast", description = "Fewer repetitions; the report says how much fewer.")
  private boolean fast;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Figures as one JSON object per line.")
  private boolean json;

  @Override
  ExitCode run() throws Exception {
    var benchmarks =
        ServiceLoader.load(Benchmark.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(Benchmark::name))
            .toList();
    if (benchmarks.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there are no benchmarks on the class path; start it as ./skyvane bench, which adds"
              + " them");
    }
    if (name == null) {
      var table = Table.of("NAME", "MEASURES");
      benchmarks.forEach(benchmark -> table.row(benchmark.name(), benchmark.summary()));
      out().print(table.render());
      return ExitCode.OK;
    }
    var names = benchmarks.stream().map(Benchmark::name).toList();
    var benchmark =
        benchmarks.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE,
                        "there is no benchmark '"
                            + name
                            + "'"
                            + Suggestion.hint(String.valueOf(name), names)
                            + "; 'skyvane bench' lists them"));
    var progress = new Progress(err(), Progress.isTerminal());
    var report = json ? FigureReport.json(out(), progress) : FigureReport.table(out(), progress);
    benchmark.run(new Benchmark.Options(fast, seed, arguments), report);
    report.end();
    return ExitCode.OK;
  }
}
