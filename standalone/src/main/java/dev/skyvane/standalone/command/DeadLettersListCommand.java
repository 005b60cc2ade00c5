package dev.skyvane.standalone.command;

import dev.skyvane.standalone.deadletter.DeadLetterTopic;
import dev.skyvane.standalone.deadletter.Entry;
import dev.skyvane.standalone.manifest.ManifestWriter;
import java.time.Instant;
import java.util.PriorityQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters. */
@Command(
    name = "list",
    description = "List dead letters, the newest last.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane dead-letters list",
      "  skyvane dead-letters list --function resize --since 2h",
      "  skyvane dead-letters list --reason reply-undeliverable -o json"
    })
final class DeadLettersListCommand extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();
  @Mixin private final DeadLetterFilter filter = new DeadLetterFilter();

  @Option(names = "--limit", paramLabel = "N", description = "Only the newest N. Default: all.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private DeadLetterFormat format = DeadLetterFormat.TABLE;

  @Override
  ExitCode run() {
    if (limit < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--limit: " + limit + " must be at least 1");
    }
    var wanted = filter.filter(Instant.now());
    var newest = new PriorityQueue<>(Entry.BY_DEATH);
    try (var cluster = connection.connect();
        var reading = new DeadLetterReading(err())) {
      new DeadLetterTopic(cluster)
          .read(
              wanted,
              entry -> {
                newest.add(entry);
                if (newest.size() > limit) {
                  newest.remove();
                }
              },
              reading);
    }
    var entries = newest.stream().sorted(Entry.BY_DEATH).toList();
    if (format == DeadLetterFormat.JSON) {
      out().print(ManifestWriter.json(entries.stream().map(DeadLetterText::document).toList()));
    } else if (entries.isEmpty()) {
      out().println("no dead letters");
    } else {
      out().print(DeadLetterText.table(entries).render(width()));
    }
    return ExitCode.OK;
  }
}
