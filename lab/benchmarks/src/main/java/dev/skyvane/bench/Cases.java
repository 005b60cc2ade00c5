package dev.skyvane.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cases of a benchmark, by parameter; arguments such as {@code spread=round-robin} narrow them.
 */
final class Cases {
  private final Map<String, List<String>> values;

  private Cases(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * The cases that are left.
   *
   * @param all every parameter with all of its values
   * @param arguments each {@code parameter=value}, or {@code parameter=value,value}
   * @throws IllegalArgumentException if an argument is not one of these; the message lists them
   */
  static Cases of(Map<String, List<String>> all, List<String> arguments) {
    var left = new LinkedHashMap<>(all);
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      var name = equals < 0 ? argument : argument.substring(0, equals);
      var known = all.get(name);
      if (equals < 0 || known == null) {
        throw new IllegalArgumentException(
            "'" + argument + "' is not a choice of cases; write parameter=value with " + text(all));
      }
      var chosen = List.of(argument.substring(equals + 1).split(",", -1));
      if (!known.containsAll(chosen)) {
        throw new IllegalArgumentException(
            "'" + argument + "': " + name + " is one or more of " + String.join(",", known));
      }
      left.put(name, chosen);
    }
    return new Cases(left);
  }

  /** The parameters with what is left of their values. */
  Map<String, List<String>> all() {
    return values;
  }

  /** Whether a value is left. */
  boolean include(String name, String value) {
    return values.getOrDefault(name, List.of()).contains(value);
  }

  /** The same with but one value of a parameter. */
  Map<String, List<String>> only(String name, String value) {
    var narrowed = new LinkedHashMap<>(values);
    narrowed.put(name, List.of(value));
    return narrowed;
  }

  private static String text(Map<String, List<String>> all) {
    return all.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue()))
        .collect(Collectors.joining(" "));
  }
}
