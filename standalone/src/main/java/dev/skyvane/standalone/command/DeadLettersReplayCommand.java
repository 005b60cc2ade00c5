package dev.skyvane.standalone.command;

import dev.skyvane.standalone.deadletter.DeadLetterTopic;
import dev.skyvane.standalone.deadletter.Entry;
import dev.skyvane.standalone.deadletter.Filter;
import dev.skyvane.standalone.deadletter.Prepared;
import dev.skyvane.standalone.deadletter.Replay;
import dev.skyvane.standalone.terminal.Question;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes what dead letters were made of again. */
@Command(
    name = "replay",
    description = {
      "Publish the records of dead letters to their source topics again, the oldest first, as they"
          + " were, with a header skyvane-replayed-from.",
      "Of several dead letters of one invocation the newest counts. A dead letter stays in its"
          + " topic: what was replayed before is replayed again, so narrow filters with --since."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane dead-letters replay skyvane.invocations-3@127",
      "  skyvane dead-letters replay --function resize --since 2h --dry-run",
      "  skyvane dead-letters replay --reason unknown-function --since 1d --yes"
    })
final class DeadLettersReplayCommand extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();
  @Mixin private final DeadLetterFilter filter = new DeadLetterFilter();

  @Parameters(
      arity = "0..*",
      paramLabel = "ID|COORDINATE",
      description = "Which ones; or else those that the filters admit.")
  private List<String> names = List.of();

  @Option(names = "--yes", description = "Do not ask before replaying more than one.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Say what would be replayed, but publish nothing.")
  private boolean dryRun;

  @Override
  ExitCode run() {
    if (names.isEmpty() == filter.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "name either dead letters by id or coordinate, or a filter (--function, --reason,"
              + " --since)");
    }
    var wanted = filter.filter(Instant.now());
    try (var cluster = connection.connect()) {
      var topic = new DeadLetterTopic(cluster);
      var chosen = chosen(topic, wanted);
      if (chosen.isEmpty()) {
        out().println("no dead letters");
        return ExitCode.OK;
      }
      if (!dryRun && !agreed(chosen)) {
        out().println("nothing was replayed");
        return ExitCode.OK;
      }
      try (var whole = topic.whole();
          var replay = new Replay(cluster)) {
        return new Run(whole, replay, chosen).all();
      }
    }
  }

  private List<Entry> chosen(DeadLetterTopic topic, Filter wanted) {
    var newest = new HashMap<Entry.Invoked, Entry>();
    try (var reading = new DeadLetterReading(err())) {
      topic.read(
          wanted,
          entry -> {
            if (names.isEmpty() || names.stream().anyMatch(entry::isNamed)) {
              newest.merge(entry.invoked(), entry, BinaryOperator.maxBy(Entry.BY_DEATH));
            }
          },
          reading);
    }
    var missing =
        names.stream()
            .filter(name -> newest.values().stream().noneMatch(entry -> entry.isNamed(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "nothing was replayed; there is no dead letter '"
              + String.join("', '", missing)
              + "'; 'skyvane dead-letters list' shows them");
    }
    return newest.values().stream().sorted(Entry.BY_APPEND).toList();
  }

  private boolean agreed(List<Entry> chosen) {
    if (yes || chosen.size() == 1) {
      return true;
    }
    return Question.ask("Replay " + chosen.size() + " dead letters?")
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "nothing was replayed; "
                        + chosen.size()
                        + " dead letters are meant: --dry-run shows them, --yes replays them"
                        + " without asking"));
  }

  /** One after the other. */
  private final class Run {
    private final DeadLetterTopic.Whole whole;
    private final Replay replay;
    private final List<Entry> chosen;
    private final TreeMap<String, Integer> replayed = new TreeMap<>();
    private int refused;

    Run(DeadLetterTopic.Whole whole, Replay replay, List<Entry> chosen) {
      this.whole = whole;
      this.replay = replay;
      this.chosen = chosen;
    }

    ExitCode all() {
      try {
        chosen.forEach(this::one);
      } finally {
        out().println(summary());
        out().flush();
      }
      return refused == 0 ? ExitCode.OK : ExitCode.FUNCTION_ERROR;
    }

    private void one(Entry entry) {
      switch (replay.prepare(whole.of(entry))) {
        case Prepared.Refused(var why) -> refuse(entry, why);
        case Prepared.Ready ready -> {
          if (ready.warning() != null) {
            err().println(entry.coordinate() + ": " + ready.warning());
          }
          if (dryRun) {
            done(entry, ready, ready.record().topic(), entry.id());
          } else {
            publish(entry, ready);
          }
        }
      }
    }

    private void publish(Entry entry, Prepared.Ready ready) {
      switch (replay.publish(ready, entry.id())) {
        case Replay.Published.Refused(var why) -> refuse(entry, why);
        case Replay.Published.Done(var to, var id) -> done(entry, ready, to.toString(), id);
      }
    }

    private void done(Entry entry, Prepared.Ready ready, String to, String id) {
      replayed.merge(ready.record().topic(), 1, Integer::sum);
      out()
          .println(
              entry.coordinate()
                  + (ready.readAgain() ? " (read from there again)" : "")
                  + " -> "
                  + to
                  + ", "
                  + words(ready.identity(), id));
      out().flush();
    }

    private void refuse(Entry entry, String why) {
      refused++;
      err().println(entry.id() + " is not replayed: " + why);
      err().flush();
    }

    private String words(Prepared.Identity identity, String id) {
      return switch (identity) {
        case IN_RECORD -> "id " + id;
        case IN_ADDED_HEADER -> "id " + id + " kept by a header";
        case DERIVED_ANEW ->
            dryRun
                ? "with a new id, since the record names none"
                : "new id " + id + ", since the record names none";
        case UNREADABLE -> "id as in its Avro value, which can't be read here";
      };
    }

    private String summary() {
      var counts =
          replayed.entrySet().stream()
              .map(each -> each.getValue() + " to " + each.getKey())
              .toList();
      return "replayed "
          + (counts.isEmpty() ? "none" : String.join(", ", counts))
          + (refused == 0 ? "" : ", refused " + refused)
          + (dryRun ? " (dry run)" : "");
    }
  }
}
