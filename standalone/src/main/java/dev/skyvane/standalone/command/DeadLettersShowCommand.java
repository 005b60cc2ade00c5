package dev.skyvane.standalone.command;

import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.deadletter.DeadLetterTopic;
import dev.skyvane.standalone.deadletter.Entry;
import dev.skyvane.standalone.deadletter.Envelope;
import dev.skyvane.standalone.deadletter.Filter;
import dev.skyvane.standalone.deadletter.Sources;
import dev.skyvane.standalone.manifest.ManifestWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one dead letter. */
@Command(
    name = "show",
    description = "Show a dead letter with its headers and attempts.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane dead-letters show 3f1c9a52-7d0e-8b11-9c44-0d7a5e2f6b10",
      "  skyvane dead-letters show skyvane.invocations-3@127 -o json",
      "  skyvane dead-letters show skyvane.invocations-3@127 --payload input.json"
    })
final class DeadLettersShowCommand extends Subcommand {
  private static final Path STANDARD_OUTPUT = Path.of("-");

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID|COORDINATE",
      description = "Id of the invocation, or topic-partition@offset of its record.")
  private String name = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private DeadLetterFormat format = DeadLetterFormat.TABLE;

  @Option(
      names = "--payload",
      paramLabel = "FILE",
      description = "Write the function's input to a file; - is standard output, and nothing else.")
  private @Nullable Path payload;

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description = "Write the result that could not be delivered, as --payload does.")
  private @Nullable Path result;

  @Override
  ExitCode run() throws IOException {
    if (STANDARD_OUTPUT.equals(payload) && STANDARD_OUTPUT.equals(result)) {
      throw new CommandFailure(
          ExitCode.USAGE, "only one of --payload and --result can be standard output");
    }
    try (var cluster = connection.connect()) {
      var topic = new DeadLetterTopic(cluster);
      var entry = newest(topic);
      DeadLetter letter;
      try (var whole = topic.whole()) {
        letter = whole.of(entry);
      }
      if (!STANDARD_OUTPUT.equals(payload) && !STANDARD_OUTPUT.equals(result)) {
        describe(cluster, entry, letter);
      }
      if (payload != null) {
        write(payload(cluster, letter), payload);
      }
      if (result != null) {
        if (letter.getResult() == null) {
          throw new CommandFailure(ExitCode.USAGE, "this dead letter holds no result");
        }
        write(DeadLetterText.array(letter.getResult()), result);
      }
    }
    return ExitCode.OK;
  }

  private Entry newest(DeadLetterTopic topic) {
    List<Entry> found = new ArrayList<>();
    try (var reading = new DeadLetterReading(err())) {
      topic.read(
          Filter.ALL,
          entry -> {
            if (entry.isNamed(name)) {
              found.add(entry);
            }
          },
          reading);
    }
    found.sort(Entry.BY_DEATH);
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no dead letter '" + name + "'; 'skyvane dead-letters list' shows them");
    }
    if (found.size() > 1) {
      err()
          .println(
              "%d dead letters of this name; this is the newest, from %s; also from %s"
                  .formatted(
                      found.size(),
                      found.getLast().coordinate(),
                      String.join(
                          ", ",
                          found.subList(0, found.size() - 1).stream()
                              .map(Entry::coordinate)
                              .toList())));
      err().flush();
    }
    return found.getLast();
  }

  private void describe(Cluster cluster, Entry entry, DeadLetter letter) {
    var described = described(cluster, letter);
    if (format == DeadLetterFormat.JSON) {
      out().print(ManifestWriter.json(DeadLetterText.document(entry, letter, described)));
    } else {
      out().print(DeadLetterText.describe(entry, letter, described, width()));
    }
    out().flush();
  }

  private static DeadLetterText.Payload described(Cluster cluster, DeadLetter letter) {
    return letter.getReduced()
        ? DeadLetterText.Payload.UNKNOWN
        : source(
            cluster,
            letter,
            (envelope, record) ->
                new DeadLetterText.Payload(
                    envelope.payload(record).length, envelope.contentType(record)));
  }

  private static byte[] payload(Cluster cluster, DeadLetter letter) {
    return source(cluster, letter, Envelope::payload);
  }

  private static <T> T source(
      Cluster cluster,
      DeadLetter letter,
      BiFunction<Envelope, ProducerRecord<byte[], byte[]>, T> wanted) {
    try (var sources = new Sources(cluster.address())) {
      return switch (sources.of(letter)) {
        case Sources.Gone(var why) -> throw new CommandFailure(ExitCode.FUNCTION_ERROR, why);
        case Sources.Whole(var record, var again) ->
            wanted.apply(
                Envelope.of(record, letter, cluster.serdes().of(Invocation.class).deserializer()),
                record);
      };
    }
  }

  private void write(byte[] bytes, Path file) throws IOException {
    if (file.equals(STANDARD_OUTPUT)) {
      System.out.write(bytes);
      System.out.flush();
      return;
    }
    Files.write(file, bytes);
    err().println("wrote " + bytes.length + " bytes to " + file);
  }
}
