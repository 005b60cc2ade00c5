package dev.skyvane.standalone.command;

import dev.skyvane.router.request.Problem;
import dev.skyvane.standalone.deadletter.Filter;
import dev.skyvane.standalone.manifest.Suggestion;
import dev.skyvane.standalone.manifest.Units;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class DeadLetterFilter {
  @Option(names = "--function", paramLabel = "NAME", description = "Only of this function.")
  private @Nullable String function;

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "Only with this error code, as in attempts-exhausted.")
  private @Nullable String reason;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Only what was given up within this time, as in 2h.")
  private @Nullable String since;

  boolean isEmpty() {
    return function == null && reason == null && since == null;
  }

  Filter filter(Instant now) {
    if (reason != null) {
      var codes = Arrays.stream(Problem.Code.values()).map(Problem.Code::text).toList();
      if (!codes.contains(reason)) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--reason: '" + reason + "' is no error code" + Suggestion.hint(reason, codes));
      }
    }
    return new Filter(function, reason, since == null ? null : now.minusMillis(millis(since)));
  }

  private static long millis(String since) {
    try {
      return Units.millis(since);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CommandFailure(ExitCode.USAGE, "--since: " + e.getMessage(), e);
    }
  }
}
