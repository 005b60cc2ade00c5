package dev.skyvane.standalone.command;

import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Header;
import dev.skyvane.standalone.deadletter.Entry;
import dev.skyvane.standalone.terminal.Table;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Dead letters for people and for scripts; never their payload. */
final class DeadLetterText {
  private static final String NONE = "-";

  private DeadLetterText() {}

  /**
   * A payload, described.
   *
   * @param bytes its size, or null where the dead letter's value is cut
   */
  record Payload(@Nullable Integer bytes, @Nullable String contentType) {
    static final Payload UNKNOWN = new Payload(null, null);

    private String words() {
      return (bytes == null ? "cut" : bytes + " bytes")
          + (contentType == null ? "" : " of " + contentType);
    }
  }

  static Table table(List<Entry> entries) {
    var table = Table.of("DEAD AT", "REASON", "FUNCTION", "ID", ">ATTEMPTS", "MESSAGE");
    for (var entry : entries) {
      table.row(
          seconds(entry.deadAt()),
          entry.reason(),
          text(entry.function()),
          entry.id(),
          Integer.toString(entry.attempts()),
          entry.message());
    }
    return table;
  }

  static Map<String, Object> document(Entry entry) {
    var document = new LinkedHashMap<String, Object>();
    document.put("deadAt", entry.deadAt().toString());
    document.put("reason", entry.reason());
    put(document, "function", entry.function());
    put(document, "tenant", entry.tenant());
    document.put("id", entry.id());
    document.put("coordinate", entry.coordinate());
    document.put("attempts", entry.attempts());
    document.put("reduced", entry.reduced());
    document.put("message", entry.message());
    return document;
  }

  /** A whole dead letter as lines. */
  static String describe(Entry entry, DeadLetter letter, Payload payload, int width) {
    var facts = Table.of("invocation", letter.getInvocationId());
    facts.row("reason", letter.getReason());
    facts.row("message", letter.getMessage());
    facts.row("function", text(letter.getFunction()));
    facts.row("tenant", text(letter.getTenant()));
    facts.row("appended", letter.getAppendedAt().toString());
    facts.row("dead", letter.getDeadAt().toString());
    facts.row("source", letter.getCoordinate());
    facts.row("dead letter", entry.place().toString());
    facts.row("key", shown(letter.getKey()));
    facts.row(
        "payload",
        payload.words()
            + "; --payload FILE writes it"
            + (letter.getReduced() ? ", read from its source while that exists" : ""));
    if (letter.getReduced()) {
      facts.row("reduced", "the value is cut; SHA-256 of the whole: " + letter.getValueSha256());
    }
    if (letter.getResult() != null) {
      facts.row(
          "result",
          letter.getResult().remaining() + " bytes, undelivered; --result FILE writes it");
    }
    var text = new StringBuilder(facts.render());
    if (!letter.getHeaders().isEmpty()) {
      var headers = Table.of("HEADER", "VALUE");
      letter.getHeaders().forEach(each -> headers.row(each.getName(), shown(each.getValue())));
      text.append('\n').append(headers.render());
    }
    attempts(text, letter, width);
    return text.toString();
  }

  private static void attempts(StringBuilder text, DeadLetter letter, int width) {
    if (letter.getAttempts().isEmpty()) {
      text.append("\nno attempts\n");
      return;
    }
    text.append('\n');
    if (letter.getAttemptsOmitted() > 0) {
      text.append("the first ")
          .append(letter.getAttemptsOmitted())
          .append(" attempts are left out\n");
    }
    var table = Table.of(">ATTEMPT", "DEPLOYMENT", "STARTED", ">IN FLIGHT", "STATUS", "MESSAGE");
    for (var each : letter.getAttempts()) {
      table.row(
          Integer.toString(each.getNumber()),
          each.getDeployment(),
          each.getStartedAt().toString(),
          String.format(Locale.ROOT, "%.1f ms", each.getInFlightMs()),
          each.getStatus().name().toLowerCase(Locale.ROOT),
          text(each.getMessage()));
    }
    text.append(table.render(width));
  }

  /** A whole dead letter as a document. */
  static Map<String, Object> document(Entry entry, DeadLetter letter, Payload payload) {
    var document = document(entry);
    document.put("appendedAt", letter.getAppendedAt().toString());
    document.put("deadLetter", entry.place().toString());
    put(document, "valueSha256", letter.getValueSha256());
    put(document, "key", letter.getKey() == null ? null : bytes(letter.getKey()));
    put(document, "payloadBytes", payload.bytes());
    put(document, "contentType", payload.contentType());
    put(
        document,
        "resultBytes",
        letter.getResult() == null ? null : letter.getResult().remaining());
    document.put("headers", letter.getHeaders().stream().map(DeadLetterText::header).toList());
    document.put("attemptsOmitted", letter.getAttemptsOmitted());
    document.put("attempts", letter.getAttempts().stream().map(DeadLetterText::attempt).toList());
    return document;
  }

  private static Map<String, Object> header(Header header) {
    var document = new LinkedHashMap<String, Object>();
    document.put("name", header.getName());
    put(document, "value", header.getValue() == null ? null : bytes(header.getValue()));
    return document;
  }

  private static Map<String, Object> attempt(AttemptRecord attempt) {
    var document = new LinkedHashMap<String, Object>();
    document.put("attemptId", attempt.getAttemptId());
    document.put("number", attempt.getNumber());
    document.put("deployment", attempt.getDeployment());
    document.put("startedAt", attempt.getStartedAt().toString());
    document.put("inFlightMs", attempt.getInFlightMs());
    document.put("status", attempt.getStatus().name());
    put(document, "message", attempt.getMessage());
    return document;
  }

  /** Text as it is; other bytes as {@code {"base64": ...}}. */
  private static Object bytes(ByteBuffer bytes) {
    var text = decoded(bytes);
    return text == null ? Map.of("base64", encoded(bytes)) : text;
  }

  private static String shown(@Nullable ByteBuffer bytes) {
    if (bytes == null) {
      return NONE;
    }
    return Objects.requireNonNullElseGet(
        decoded(bytes), () -> bytes.remaining() + " bytes, base64 " + encoded(bytes));
  }

  private static String encoded(ByteBuffer bytes) {
    return Base64.getEncoder().encodeToString(array(bytes));
  }

  static byte[] array(ByteBuffer bytes) {
    var array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }

  private static @Nullable String decoded(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? NONE : value;
  }

  private static void put(Map<String, Object> document, String key, @Nullable Object value) {
    if (value != null) {
      document.put(key, value);
    }
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
