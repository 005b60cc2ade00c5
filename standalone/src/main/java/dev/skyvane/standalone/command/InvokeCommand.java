package dev.skyvane.standalone.command;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.manifest.Units;
import dev.skyvane.standalone.terminal.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a function and shows its result. */
@Command(
    name = "invoke",
    description = "Publish an invocation to Kafka, wait for its reply and show the result.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane invoke bag-of-words --data '{\"text\": \"to be or not to be\"}' -v",
      "  skyvane invoke resize --data @photo.jpg --to small.png",
      "  echo '{\"sleepMs\": 20}' | skyvane invoke sleepy --data @- --origin eu-west-1"
    })
final class InvokeCommand extends Subcommand {
  /** How much longer than the deadline to wait for the reply that says it has passed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** A reply that takes longer may be one that nobody works on. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the function.")
  private String name = "";

  @Option(
      names = {"-d", "--data"},
      paramLabel = "DATA",
      defaultValue = "",
      description = "The payload: text, @FILE, or @- for standard input. Default: empty.")
  private String data = "";

  @Option(
      names = "--content-type",
      paramLabel = "TYPE",
      description =
          "Media type of the payload; default: what it shows by itself (JSON, text, image).")
  private @Nullable String contentType;

  @Option(
      names = "--origin",
      paramLabel = "PLACE",
      description = "Where the caller is: a region, or lat,lon in degrees.")
  private @Nullable String origin;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Ordering key, for functions that keep order.")
  private @Nullable String key;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Write the result to a file instead of standard output.")
  private @Nullable Path to;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "Deadline of the invocation, as in 30s (the default).")
  private String timeout = "30s";

  @Option(
      names = "--reply-to",
      paramLabel = "TOPIC",
      description = "Reply topic; default Skyvane's own.")
  private @Nullable String replyTo;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show the receipt on standard error.")
  private boolean verbose;

  @Override
  ExitCode run() throws IOException {
    var limit = limit();
    var payload = payload();
    var invocation =
        Invocation.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setFunction(name)
            .setPayload(ByteBuffer.wrap(payload))
            .setContentType(contentType == null ? guess(payload) : contentType)
            .setOrigin(origin)
            .setOrderingKey(key)
            .setTimeoutMs(limit.toMillis())
            .build();
    try (var cluster = connection.connect()) {
      var topic = replyTo == null ? cluster.address().topics().of(Topic.REPLIES) : replyTo;
      long begun = System.nanoTime();
      var paused =
          CompletableFuture.runAsync(
              () -> sayIfPaused(cluster),
              CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
      var reply = cluster.caller(topic).call(invocation, limit.plus(GRACE));
      paused.cancel(false);
      boolean late = System.nanoTime() - begun >= limit.toNanos();
      if (reply.isEmpty()) {
        throw new CommandFailure(
            ExitCode.TIMEOUT,
            "no reply within "
                + timeout
                + " to invocation "
                + invocation.getId()
                + "; does a router run? See 'skyvane logs', and the topic "
                + cluster.address().topics().of(Topic.DEAD_LETTERS));
      }
      return show(reply.get(), late);
    }
  }

  /** A reply that does not come may be waited for in vain. */
  private void sayIfPaused(Cluster cluster) {
    var function = cluster.functions().read().get(name);
    if (function != null && function.getPaused()) {
      err()
          .println(
              "function '%s' is paused: its invocations wait until 'skyvane resume %s'"
                  .formatted(name, name));
      err().flush();
    }
  }

  private ExitCode show(Reply reply, boolean late) throws IOException {
    if (verbose) {
      err().print(Receipts.describe(reply));
      err().flush();
    }
    if (reply.getStatus() == ReplyStatus.OK) {
      result(reply);
      return ExitCode.OK;
    }
    var said = Objects.requireNonNullElse(reply.getErrorMessage(), "");
    var code = Objects.requireNonNullElse(reply.getErrorCode(), "");
    if (reply.getStatus() == ReplyStatus.FUNCTION_ERROR) {
      throw new CommandFailure(
          ExitCode.FUNCTION_ERROR,
          "the function failed: " + (said.isEmpty() ? text(bytes(reply)) : said));
    }
    throw new CommandFailure(
        switch (code) {
          case "unknown-function", "not-routable", "bad-origin" -> ExitCode.NOT_ROUTABLE;
          case "deadline-exceeded" -> ExitCode.TIMEOUT;
          // The last attempt is cut off by the deadline: then it was time that ran out.
          case "attempts-exhausted" -> late ? ExitCode.TIMEOUT : ExitCode.UNREACHABLE;
          case "bad-request", "payload-too-large", "reply-topic-forbidden" -> ExitCode.USAGE;
          default -> ExitCode.FUNCTION_ERROR;
        },
        code + ": " + said);
  }

  private void result(Reply reply) throws IOException {
    var bytes = bytes(reply);
    if (to != null) {
      Files.write(to, bytes);
      err().println("wrote " + bytes.length + " bytes to " + to);
      return;
    }
    var text = decoded(bytes);
    if (text == null && Progress.isTerminal()) {
      err()
          .println(
              bytes.length
                  + " bytes of "
                  + Objects.requireNonNullElse(reply.getContentType(), "unknown type")
                  + "; --to FILE writes them");
      return;
    }
    if (text == null) {
      System.out.write(bytes);
      System.out.flush();
      return;
    }
    out().print(text);
    if (!text.endsWith("\n")) {
      out().println();
    }
  }

  private Duration limit() {
    try {
      return Duration.ofMillis(Units.millis(timeout));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CommandFailure(ExitCode.USAGE, "--timeout: " + e.getMessage(), e);
    }
  }

  private byte[] payload() throws IOException {
    if (!data.startsWith("@")) {
      return data.getBytes(StandardCharsets.UTF_8);
    }
    if (data.equals("@-")) {
      return System.in.readAllBytes();
    }
    var file = Path.of(data.substring(1));
    try {
      if (Files.size(file) > Topic.MAX_PAYLOAD_BYTES) {
        throw new CommandFailure(
            ExitCode.USAGE,
            file + " is larger than " + Topic.MAX_PAYLOAD_BYTES + " bytes, the most of a payload");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.USAGE, "there is no file " + file, e);
    }
  }

  /** The media type that a payload shows by itself: JSON, text, a kind of image, or just bytes. */
  private static @Nullable String guess(byte[] payload) {
    if (payload.length == 0) {
      return null;
    }
    var text = decoded(payload);
    if (text != null) {
      var start = text.strip();
      return start.startsWith("{") || start.startsWith("[")
          ? "application/json"
          : "text/plain; charset=utf-8";
    }
    try {
      var known = URLConnection.guessContentTypeFromStream(new ByteArrayInputStream(payload));
      return known == null ? "application/octet-stream" : known;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Reply reply) {
    var bytes = new byte[reply.getPayload().remaining()];
    reply.getPayload().duplicate().get(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return String.format(Locale.ROOT, "%.2000s", new String(bytes, StandardCharsets.UTF_8));
  }

  private static @Nullable String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
