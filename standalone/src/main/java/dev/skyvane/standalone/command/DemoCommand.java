package dev.skyvane.standalone.command;

import dev.skyvane.standalone.demo.Demo;
import dev.skyvane.standalone.demo.Sources;
import dev.skyvane.standalone.process.Ports;
import dev.skyvane.standalone.process.Standalone;
import dev.skyvane.standalone.terminal.Progress;
import dev.skyvane.standalone.world.World;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job. */
@Command(
    name = "demo",
    description = "Run functions all over an emulated world and compare policies.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane demo",
      "  skyvane demo --invocations 3000 --seed 7",
      "  skyvane demo --keep               leaves it running afterwards",
      "  skyvane demo --catalog lab/benchmarks/data",
      "                                    with share-alike data on carbon and round trips"
    })
final class DemoCommand extends Subcommand {
  @Option(names = "--keep", description = "Leave it running until ended with Ctrl-C.")
  private boolean keep;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of inputs and of the emulated clouds; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--invocations",
      paramLabel = "N",
      defaultValue = "1792",
      description = "Invocations that are compared; default ${DEFAULT-VALUE}.")
  private int invocations;

  @Mixin private final CatalogOptions catalog = new CatalogOptions();

  @Override
  ExitCode run() throws IOException, InterruptedException {
    if (invocations < 1 || invocations > 1_000_000) {
      throw new CommandFailure(
          ExitCode.USAGE, "--invocations is " + invocations + "; write 1 to 1000000");
    }
    catalog.check();
    var directory = Files.createTempDirectory("skyvane-demo-");
    var log = directory.resolve("skyvane.log");
    Logs.toFile(log);
    var progress = Progress.standard(out());
    var stopping = new Stopping(directory);
    Runtime.getRuntime().addShutdownHook(stopping);
    progress.now(
        "starting Kafka, the schema registry, the router and " + World.size() + " regions");
    var standalone =
        Standalone.start(
            Standalone.Options.of(directory.resolve("kafka"), Ports.FREE)
                .withEmulators(seed)
                .withRouter(catalog.settings()));
    stopping.standalone = standalone;
    progress.line(
        String.format(
            Locale.ROOT,
            "started Kafka, the schema registry, the router and %d emulated regions in %.1f s",
            World.size(),
            sinceStart(System.nanoTime())));
    var outcome = new Demo(standalone, progress, seed, invocations).run();
    out().println();
    out().print(outcome.table());
    out().println();
    Sources.describe(catalog.catalog(), outcome.byReading()).forEach(out()::println);
    out().println();
    out().print(outcome.bill());
    out()
        .println(
            "* not told what is metered, so billed by the whole time of a call, as the receipts are");
    out().println();
    outcome.facts().forEach(out()::println);
    out()
        .println(
            String.format(
                Locale.ROOT,
                "first reply after %.1f s, all done after %.1f s (seed %d)",
                sinceStart(outcome.firstReplyNanos()),
                sinceStart(System.nanoTime()),
                seed));
    out().flush();
    if (!outcome.findings().isEmpty()) {
      stopping.keepFiles = true;
      throw new CommandFailure(
          ExitCode.FUNCTION_ERROR,
          "not all is well:\n  " + String.join("\n  ", outcome.findings()) + "\nthe log is " + log);
    }
    out().println("every invocation was answered, and every answer is right");
    if (keep) {
      stay(standalone, directory);
    }
    return ExitCode.OK;
  }

  private void stay(Standalone standalone, Path directory)
      throws IOException, InterruptedException {
    var file = directory.resolve("context.properties");
    standalone.context().write(file);
    out().println();
    out().println("it keeps running; from another terminal:");
    out().println("  export SKYVANE_CONTEXT=" + file);
    out().println("  skyvane get functions");
    out().println("end it with Ctrl-C");
    out().flush();
    new CountDownLatch(1).await();
  }

  /** Seconds from the start of this program to a moment. */
  private static double sinceStart(long nanos) {
    double runningSeconds =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    return runningSeconds - (System.nanoTime() - nanos) / 1e9;
  }

  /** Ends what runs and deletes its files, however the program ends. */
  private static final class Stopping extends Thread {
    private final Path directory;
    private volatile @org.jspecify.annotations.Nullable Standalone standalone;
    private volatile boolean keepFiles;

    Stopping(Path directory) {
      super("shutdown");
      this.directory = directory;
    }

    @Override
    public void run() {
      var running = standalone;
      if (running != null) {
        running.close();
      }
      if (!keepFiles) {
        delete();
      }
    }

    private void delete() {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        System.err.println("skyvane: " + directory + " could not be deleted: " + e);
      }
    }
  }
}
