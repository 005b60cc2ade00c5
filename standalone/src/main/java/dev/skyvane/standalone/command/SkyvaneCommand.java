package dev.skyvane.standalone.command;

import dev.skyvane.standalone.cluster.RefusedException;
import dev.skyvane.standalone.cluster.UnreachableException;
import dev.skyvane.standalone.process.StartException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code skyvane}; on its own it shows its help. */
@Command(
    name = "skyvane",
    description = "Runs functions in the cloud region that is best right now.",
    mixinStandardHelpOptions = false,
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      InitCommand.class,
      ApplyCommand.class,
      GetCommand.class,
      DeleteCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      InvokeCommand.class,
      DeadLettersCommand.class,
      BenchCommand.class,
      VersionCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane demo                 see it work",
      "  skyvane up --emulators       start it, with emulated clouds",
      "  skyvane init | skyvane apply -f -",
      "  skyvane invoke resize --data @photo.json --origin eu-west-1 -v",
      "",
      "Exit codes: 0 ok, 1 function error, 2 usage, 3 unreachable, 4 timeout, 5 not routable."
    })
public final class SkyvaneCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show logs and stack traces.")
  private boolean debug;

  private SkyvaneCommand() {}

  /** The command line, ready to be executed or described. */
  public static CommandLine commandLine() {
    var line = new CommandLine(new SkyvaneCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // "@photo.jpg" is a payload of invoke, not a file of arguments.
    line.setExpandAtFiles(false);
    // Options that "bench" does not know are for the benchmark to read or refuse.
    java.util.Objects.requireNonNull(line.getSubcommands().get("bench"))
        .setUnmatchedOptionsArePositionalParams(true);
    line.setUsageHelpAutoWidth(true);
    line.setUsageHelpLongOptionsMaxWidth(34);
    line.setExecutionExceptionHandler(SkyvaneCommand::failed);
    line.setParameterExceptionHandler(SkyvaneCommand::misused);
    line.setExecutionStrategy(
        parsed -> {
          boolean debugging = parsed.matchedOptionValue("--debug", false) || debugging(parsed);
          Logs.forCommands(debugging);
          return new CommandLine.RunLast().execute(parsed);
        });
    return line;
  }

  private static boolean debugging(CommandLine.ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .anyMatch(line -> line.getParseResult().matchedOptionValue("--debug", false));
  }

  /**
   * Executes a command.
   *
   * @return the exit code
   */
  public static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  @Override
  public void run() {
    var line = java.util.Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
  }

  private static int misused(ParameterException e, String[] arguments) {
    var line = e.getCommandLine();
    var err = line.getErr();
    err.println("skyvane: " + e.getMessage());
    var suggestions = new java.io.StringWriter();
    CommandLine.UnmatchedArgumentException.printSuggestions(e, new PrintWriter(suggestions, true));
    err.print(suggestions);
    err.println("Try 'skyvane" + path(line) + " --help'.");
    err.flush();
    return ExitCode.USAGE.number();
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    line.getOut().flush();
    var err = line.getErr();
    var code =
        switch (e) {
          case CommandFailure failure -> failure.code();
          case RefusedException refused -> ExitCode.USAGE;
          case UnreachableException unreachable -> ExitCode.UNREACHABLE;
          case StartException start -> ExitCode.UNREACHABLE;
          case org.apache.kafka.common.config.ConfigException config -> ExitCode.USAGE;
          case org.apache.kafka.common.errors.SerializationException registry ->
              ExitCode.UNREACHABLE;
          case org.apache.kafka.common.errors.TimeoutException timeout -> ExitCode.UNREACHABLE;
          default -> ExitCode.FUNCTION_ERROR;
        };
    var message = e.getMessage() == null ? e.toString() : e.getMessage();
    err.println("skyvane: " + message);
    if (debugging(parsed)) {
      e.printStackTrace(err);
    } else if (!(e instanceof CommandFailure
        || e instanceof RefusedException
        || e instanceof UnreachableException
        || e instanceof StartException)) {
      err.println("(" + e.getClass().getSimpleName() + "; --debug shows more)");
    }
    err.flush();
    return code.number();
  }

  private static String path(CommandLine line) {
    var path = line.getCommandSpec().qualifiedName(" ");
    return path.substring("skyvane".length());
  }
}
