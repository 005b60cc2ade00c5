package dev.skyvane.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whole numbers that a benchmark takes, as {@code name=number}, and settings of the router, as
 * {@code set.KEY=VALUE}.
 */
final class Parameters {
  private static final String SETTING = "set.";

  private final Map<String, Integer> values;
  private final Map<String, String> settings;
  private final List<String> others;

  private Parameters(
      Map<String, Integer> values, Map<String, String> settings, List<String> others) {
    this.values = values;
    this.settings = settings;
    this.others = List.copyOf(others);
  }

  /**
   * One number.
   *
   * @param name as people write it
   * @param standard what it is where nobody says
   * @param least the least that makes sense
   * @param most the most that makes sense
   */
  record Whole(String name, int standard, int least, int most) {
    private int parse(String text) {
      int value;
      try {
        value = Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + name + "=" + text + "': " + rule(), e);
      }
      if (value < least || value > most) {
        throw new IllegalArgumentException("'" + name + "=" + text + "': " + rule());
      }
      return value;
    }

    private String rule() {
      return "%s is a whole number from %d to %d, as in %s=%d"
          .formatted(name, least, most, name, standard);
    }
  }

  /**
   * Reads the arguments.
   *
   * @param settable whether the router's settings may be given, too
   * @throws IllegalArgumentException if a number is out of its bounds or given twice; the message
   *     names them
   */
  static Parameters of(List<Whole> numbers, boolean settable, List<String> arguments) {
    var byName = numbers.stream().collect(Collectors.toMap(Whole::name, number -> number));
    var values = new LinkedHashMap<String, Integer>();
    numbers.forEach(number -> values.put(number.name(), number.standard()));
    var settings = new LinkedHashMap<String, String>();
    var others = new ArrayList<String>();
    var given = new HashMap<String, String>();
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      var name = equals < 0 ? argument : argument.substring(0, equals);
      var number = byName.get(name);
      boolean setting = settable && equals > SETTING.length() && name.startsWith(SETTING);
      if (number == null && !setting || equals < 0) {
        others.add(argument);
        continue;
      }
      if (given.putIfAbsent(name, argument) != null) {
        throw new IllegalArgumentException("'" + name + "' is given twice; give it once");
      }
      var text = argument.substring(equals + 1);
      if (number != null) {
        values.put(name, number.parse(text));
      } else {
        settings.put(name.substring(SETTING.length()), text);
      }
    }
    return new Parameters(values, settings, others);
  }

  /** A number. */
  int get(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no number '" + name + "'");
    }
    return value;
  }

  /** The router's settings. */
  Map<String, String> settings() {
    return settings;
  }

  /** Arguments that are neither. */
  List<String> others() {
    return others;
  }

  /**
   * Refuses what is left.
   *
   * @throws IllegalArgumentException if an argument was neither; the message lists the numbers
   */
  void nothingElse() {
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "'"
              + others.getFirst()
              + "' is not a parameter; write name=number with "
              + String.join(", ", values.keySet())
              + ", or set.KEY=VALUE for a setting of the router");
    }
  }

  /** All numbers, as they would be given. */
  String text() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
