package dev.skyvane.standalone.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value without parts.
 *
 * @param rule what is allowed, with an example, as in {@code a duration with a unit, as in 30s}
 * @param parse the value of a text; throws IllegalArgumentException if it breaks the rule
 * @param print the text or number of a value
 * @param schema JSON Schema
 * @param secret whether what was written may be a secret and is kept out of messages
 */
record ScalarKind<T>(
    String rule,
    Function<String, T> parse,
    Function<T, Object> print,
    Map<String, Object> schema,
    boolean secret)
    implements Kind<T> {

  /** A text of a pattern. */
  static <T> ScalarKind<T> text(
      String rule, String pattern, Function<String, T> parse, Function<T, Object> print) {
    return new ScalarKind<>(rule, checked(pattern, parse), print, stringSchema(pattern), false);
  }

  /** The same, for a value that may be a secret by mistake. */
  static ScalarKind<String> reference(String rule, String pattern) {
    return new ScalarKind<>(
        rule, checked(pattern, text -> text), text -> text, stringSchema(pattern), true);
  }

  /** A plain text of a pattern. */
  static ScalarKind<String> text(String rule, String pattern) {
    return text(rule, pattern, text -> text, text -> text);
  }

  /** One of several words. */
  static <T> ScalarKind<T> choice(Map<String, T> words) {
    var names = List.copyOf(words.keySet());
    return new ScalarKind<>(
        "one of " + String.join(", ", names),
        text -> {
          var value = words.get(text);
          if (value == null) {
            throw new IllegalArgumentException(text);
          }
          return value;
        },
        value ->
            words.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .findFirst()
                .orElseThrow()
                .getKey(),
        Map.of("enum", names),
        false);
  }

  /** One of several words that stand for themselves. */
  static ScalarKind<String> words(String... words) {
    var map = new LinkedHashMap<String, String>();
    for (var word : words) {
      map.put(word, word);
    }
    return choice(map);
  }

  /** Yes or no, in the two words that no reader of YAML takes for anything else. */
  static ScalarKind<Boolean> truth() {
    return new ScalarKind<>(
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            },
        value -> value,
        Map.of("type", "boolean"),
        false);
  }

  /** A number. */
  static <T extends Number> ScalarKind<T> number(
      String rule, String type, Function<String, T> parse, Map<String, Object> bounds) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", type);
    schema.putAll(bounds);
    return new ScalarKind<>(rule, parse, number -> number, schema, false);
  }

  @Override
  public Optional<T> read(Node node, String path, Problems problems) {
    if (!(node instanceof Node.Scalar(var at, var text))) {
      problems.add(node, path, node.noun() + " is not a single value; write " + rule);
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      var written = secret ? "the value is not a reference" : "'" + text + "' is not allowed";
      problems.add(at, path, written + "; write " + rule + hint(text));
      return Optional.empty();
    }
  }

  private String hint(String text) {
    if (secret || !(schema.get("enum") instanceof List<?> words)) {
      return "";
    }
    return Suggestion.hint(text, words.stream().map(String::valueOf).toList());
  }

  @Override
  public Object write(T value) {
    return print.apply(value);
  }

  private static <T> Function<String, T> checked(String pattern, Function<String, T> parse) {
    var compiled = java.util.regex.Pattern.compile(pattern);
    return text -> {
      if (!compiled.matcher(text).matches()) {
        throw new IllegalArgumentException("does not match " + pattern);
      }
      return parse.apply(text);
    };
  }

  private static Map<String, Object> stringSchema(String pattern) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "string");
    schema.put("pattern", "^(" + pattern + ")$");
    return schema;
  }
}
