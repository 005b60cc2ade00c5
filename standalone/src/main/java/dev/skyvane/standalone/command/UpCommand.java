package dev.skyvane.standalone.command;

import dev.skyvane.standalone.process.Context;
import dev.skyvane.standalone.process.DataDirectory;
import dev.skyvane.standalone.process.Ports;
import dev.skyvane.standalone.process.Standalone;
import dev.skyvane.standalone.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the process. */
@Command(
    name = "up",
    description = "Start Kafka, the schema registry and the router in one process.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane up                        in the background, with its data kept",
      "  skyvane up --emulators            with 29 emulated regions to play with",
      "  skyvane up --set bind.orders.function=resize",
      "                                    what is published to 'orders' calls resize",
      "  skyvane up --carbon carbon.properties",
      "                                    with a source of carbon intensity",
      "  skyvane up --port-base 28080      on other ports",
      "  skyvane up --foreground --data /tmp/skyvane"
    })
final class UpCommand extends Subcommand {
  private static final long SEED = 20_261_121L;

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = "--port-base",
      paramLabel = "PORT",
      defaultValue = "18080",
      description =
          "First of the ports on 127.0.0.1 (default ${DEFAULT-VALUE}), the gateway's: registry"
              + " base+1, the router's health base+2, queries base+10, emulators from base+20, Kafka"
              + " base+1012.")
  private int portBase;

  @Option(names = "--emulators", description = "Start emulated clouds with sample functions.")
  private boolean emulators;

  @Option(names = "--foreground", description = "Stay in the foreground until ended by a signal.")
  private boolean foreground;

  @Mixin private final RouterOptions router = new RouterOptions();

  @Mixin private final CatalogOptions catalog = new CatalogOptions();

  @Mixin private final CarbonOptions carbon = new CarbonOptions();

  @Override
  ExitCode run() throws Exception {
    var ports = ports();
    catalog.check();
    var settings = new LinkedHashMap<>(router.settings());
    settings.putAll(catalog.settings());
    var carbonSettings = carbon.settings();
    var directory = data.directory();
    if (foreground) {
      return serve(directory, ports, settings, carbonSettings);
    }
    if (directory.inUse()) {
      throw alreadyRunning(directory);
    }
    return start(directory);
  }

  private Ports ports() {
    try {
      return Ports.of(portBase);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "--port-base: " + e.getMessage(), e);
    }
  }

  private ExitCode serve(
      DataDirectory directory,
      Ports ports,
      Map<String, String> settings,
      Map<String, String> carbonSettings)
      throws Exception {
    Logs.forProcess();
    var lock = directory.lock();
    if (lock == null) {
      throw alreadyRunning(directory);
    }
    var ended = new CountDownLatch(1);
    try (lock) {
      var options =
          Standalone.Options.of(directory.kafka(), ports)
              .withRouter(settings)
              .withCarbon(carbonSettings);
      var standalone = Standalone.start(emulators ? options.withEmulators(SEED) : options);
      var stopping =
          Thread.ofPlatform()
              .name("shutdown")
              .unstarted(
                  () -> {
                    delete(directory);
                    standalone.close();
                    ended.countDown();
                  });
      Runtime.getRuntime().addShutdownHook(stopping);
      var context = standalone.context();
      context.write(directory.context());
      describe(context);
      var fault = standalone.fault().toCompletableFuture();
      fault.thenRun(ended::countDown);
      ended.await();
      if (fault.isDone()) {
        delete(directory);
        throw new CommandFailure(
            ExitCode.UNREACHABLE, "the broker ended by a fault; see the log above", fault.join());
      }
      return ExitCode.OK;
    }
  }

  private ExitCode start(DataDirectory directory) throws IOException, InterruptedException {
    Files.createDirectories(directory.path());
    Files.deleteIfExists(directory.context());
    var log = directory.log().toFile();
    var process =
        new ProcessBuilder(childCommand(directory))
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(log)
            .redirectErrorStream(true)
            .start();
    var progress = new Progress(err(), Progress.isTerminal());
    long begun = System.nanoTime();
    var context = Optional.<Context>empty();
    while (context.isEmpty()) {
      if (process.waitFor(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        progress.erase();
        throw new CommandFailure(ExitCode.UNREACHABLE, "it did not start: " + lastWords(directory));
      }
      progress.now("starting, %.0f s".formatted((System.nanoTime() - begun) / 1e9));
      context = Context.read(directory.context()).filter(each -> each.pid() == process.pid());
    }
    progress.erase();
    describe(context.get());
    out().println("log       " + directory.log());
    if (!directory.equals(DataDirectory.standard())) {
      out().println("for other commands: export SKYVANE_DATA=" + directory.path());
    }
    out().println("end it with: skyvane down");
    return ExitCode.OK;
  }

  private List<String> childCommand(DataDirectory directory) {
    var command = new ArrayList<String>();
    // Without it the process would end with the terminal that it was started from.
    if (Files.isExecutable(java.nio.file.Path.of("/usr/bin/nohup"))) {
      command.add("/usr/bin/nohup");
    }
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(System.getProperty("java.home") + "/bin/java"));
    command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.skyvane.standalone.Main");
    command.addAll(List.of("up", "--foreground", "--data", directory.path().toString()));
    command.addAll(List.of("--port-base", Integer.toString(portBase)));
    if (emulators) {
      command.add("--emulators");
    }
    command.addAll(router.arguments());
    command.addAll(catalog.arguments());
    command.addAll(carbon.arguments());
    return command;
  }

  private void describe(Context context) {
    out().println("Skyvane is up (process " + context.pid() + ")");
    out().println("Kafka     " + context.address().bootstrapServers());
    out().println("registry  " + context.address().registryUrl());
    if (!context.gateway().isEmpty()) {
      out().println("gateway   " + context.gateway());
    }
    if (!context.health().isEmpty()) {
      out().println("health    " + context.health());
    }
    if (!context.queries().isEmpty()) {
      out().println("queries   " + context.queries());
    }
    if (!context.emulators().isEmpty()) {
      out().println("emulators " + context.emulators() + " and the following ports");
    }
    out().flush();
  }

  private static CommandFailure alreadyRunning(DataDirectory directory) {
    return new CommandFailure(
        ExitCode.USAGE,
        "it runs already on the data in "
            + directory.path()
            + "; 'skyvane status' shows it, 'skyvane down' ends it, --data names other data");
  }

  private static String lastWords(DataDirectory directory) throws IOException {
    var lines = Files.readAllLines(directory.log());
    var said = lines.stream().filter(line -> line.startsWith("skyvane: ")).reduce((a, b) -> b);
    return said.map(line -> line.substring("skyvane: ".length())).orElse("see " + directory.log());
  }

  private static void delete(DataDirectory directory) {
    try {
      Files.deleteIfExists(directory.context());
    } catch (IOException e) {
      LoggerFactory.getLogger(UpCommand.class).warn("The context could not be deleted", e);
    }
  }
}
