package dev.skyvane.standalone.command;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.Command;

/** Shows the version. */
@Command(name = "version", description = "Show the versions of Skyvane, Kafka and Java.")
final class VersionCommand extends Subcommand {
  @Override
  ExitCode run() {
    var version = getClass().getPackage().getImplementationVersion();
    out().println("skyvane " + (version == null ? "unpackaged" : version));
    out().println("kafka   " + AppInfoParser.getVersion());
    out().println("java    " + Runtime.version());
    return ExitCode.OK;
  }
}
