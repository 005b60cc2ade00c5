package dev.skyvane.standalone.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A map from words to values of one kind.
 *
 * @param noun what it is, as in {@code a map of labels}
 * @param words the words that are allowed; empty allows all
 */
record TableKind<T>(String noun, List<String> words, ValueKind<T> values)
    implements Kind<Map<String, T>> {

  /** Chooses the kind of a value by its word. */
  @FunctionalInterface
  interface ValueKind<T> {
    Kind<T> of(String word);
  }

  /** A map of free texts. */
  static TableKind<String> labels() {
    var text =
        new ScalarKind<String>(
            "a text",
            written -> written,
            written -> written,
            Map.of("type", List.of("string", "number", "boolean")),
            false);
    return new TableKind<>("a map of labels", List.of(), word -> text);
  }

  @Override
  public Optional<Map<String, T>> read(Node node, String path, Problems problems) {
    if (!(node instanceof Node.Mapping(var at, var entries))) {
      problems.add(node, path, node.noun() + " is not " + noun + "; write {key: value}");
      return Optional.empty();
    }
    var table = new TreeMap<String, T>();
    for (var entry : entries) {
      var word = entry.key();
      var keyPath = path + "." + word;
      if (!words.isEmpty() && !words.contains(word)) {
        var hint = Suggestion.hint(word, words);
        problems.add(
            entry.at(),
            keyPath,
            "unknown key" + (hint.isEmpty() ? "; known here: " + String.join(", ", words) : hint));
      } else if (table.containsKey(word)) {
        problems.add(entry.at(), keyPath, "is there twice; keep one");
      } else if (entry.value() instanceof Node.Absent) {
        problems.add(entry.at(), keyPath, "has no value; write one or leave the key out");
      } else {
        values
            .of(word)
            .read(entry.value(), keyPath, problems)
            .ifPresent(value -> table.put(word, value));
      }
    }
    return Optional.of(table);
  }

  @Override
  public Map<String, Object> write(Map<String, T> value) {
    var written = new LinkedHashMap<String, Object>();
    new TreeMap<>(value).forEach((word, each) -> written.put(word, values.of(word).write(each)));
    return written;
  }

  @Override
  public Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    if (words.isEmpty()) {
      schema.put("additionalProperties", values.of("").schema());
      return schema;
    }
    var properties = new LinkedHashMap<String, Object>();
    words.forEach(word -> properties.put(word, values.of(word).schema()));
    schema.put("additionalProperties", false);
    schema.put("minProperties", 1);
    schema.put("properties", properties);
    return schema;
  }
}
