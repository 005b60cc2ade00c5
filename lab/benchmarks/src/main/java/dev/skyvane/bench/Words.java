package dev.skyvane.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Texts that a benchmark takes, as {@code name=text}, {@code --name=text} or {@code --name text}.
 */
final class Words {

  private static final String OPTION = "--";

  private final Map<String, String> texts = new LinkedHashMap<>();

  private Words() {}

  /**
   * Reads the arguments.
   *
   * @param names that are known
   * @throws IllegalArgumentException if one is not, has no text or is given twice; the message
   *     lists the known ones
   */
  static Words of(List<String> names, List<String> arguments) {
    var words = new Words();
    var left = arguments.iterator();
    while (left.hasNext()) {
      var argument = left.next();
      boolean option = argument.startsWith(OPTION);
      var bare = option ? argument.substring(OPTION.length()) : argument;
      int equals = bare.indexOf('=');
      var name = equals < 0 ? bare : bare.substring(0, equals);
      if (!names.contains(name) || equals < 0 && !(option && left.hasNext())) {
        throw new IllegalArgumentException(
            "'"
                + argument
                + "' can't be understood; write name=text with one of "
                + String.join(", ", names));
      }
      var text = equals < 0 ? left.next() : bare.substring(equals + 1);
      if (text.isBlank() || words.texts.put(name, text.strip()) != null) {
        throw new IllegalArgumentException("'" + name + "' must be given once, with a text");
      }
    }
    return words;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** Texts separated by commas; empty if none is given. */
  List<String> list(String name) {
    return text(name).map(text -> List.of(text.split("\\s*,\\s*"))).orElse(List.of());
  }

  /**
   * A whole number.
   *
   * @param standard where none is given
   * @throws IllegalArgumentException if it is no number from 0 to the most
   */
  int whole(String name, int standard, int most) {
    var text = text(name);
    if (text.isEmpty()) {
      return standard;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw new IllegalArgumentException(
        "'%s=%s': %s is a whole number from 0 to %d".formatted(name, text.get(), name, most));
  }
}
