package dev.skyvane.standalone.deadletter;

import dev.skyvane.router.request.Coordinate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Coordinates of records. */
final class Places {
  private static final Pattern FORM = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

  private Places() {}

  static Coordinate of(ConsumerRecord<?, ?> record) {
    return new Coordinate(record.topic(), record.partition(), record.offset());
  }

  /** A coordinate from its text; one without a topic if it is none. */
  static Coordinate parse(String text) {
    var parts = FORM.matcher(text);
    return parts.matches()
        ? new Coordinate(
            parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)))
        : new Coordinate("", -1, -1);
  }
}
