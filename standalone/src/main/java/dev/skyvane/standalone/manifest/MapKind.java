package dev.skyvane.standalone.manifest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A map with known keys, which stands for a record.
 *
 * @param noun what it is, as in {@code a deployment}
 * @param blank makes a record with all defaults
 * @param keys its keys, in the order in which they are written
 */
record MapKind<R>(String noun, Supplier<R> blank, List<Key<R>> keys) implements Kind<R> {

  MapKind {
    keys = List.copyOf(keys);
  }

  @Override
  public Optional<R> read(Node node, String path, Problems problems) {
    R record = blank.get();
    return readInto(node, record, path, problems) ? Optional.of(record) : Optional.empty();
  }

  /** Reads into a record that exists; false if the node is no map. */
  boolean readInto(Node node, R record, String path, Problems problems) {
    if (!(node instanceof Node.Mapping mapping)) {
      problems.add(node, path, node.noun() + " is not " + noun + "; write a map of " + names());
      return false;
    }
    var seen = new HashMap<String, Position>();
    for (var entry : mapping.entries()) {
      var keyPath = path.isEmpty() ? entry.key() : path + "." + entry.key();
      var before = seen.putIfAbsent(entry.key(), entry.at());
      var key = keys.stream().filter(each -> each.name().equals(entry.key())).findFirst();
      if (before != null) {
        problems.add(
            entry.at(), keyPath, "is there twice, first in line " + before.line() + "; keep one");
      } else if (key.isEmpty()) {
        problems.add(entry.at(), keyPath, "unknown key" + hint(entry.key()));
      } else if (entry.value() instanceof Node.Absent) {
        problems.add(entry.at(), keyPath, "has no value; write one or leave the key out");
      } else {
        key.get().read(entry.value(), record, keyPath, problems);
      }
    }
    for (var key : keys) {
      if (key.required() && !seen.containsKey(key.name())) {
        problems.add(node, path, noun + " needs the key '" + key.name() + "'");
      }
    }
    return true;
  }

  private String hint(String written) {
    var known = keys.stream().map(Key::name).toList();
    var hint = Suggestion.hint(written, known);
    return hint.isEmpty() ? "; known here: " + names() : hint;
  }

  private String names() {
    return String.join(", ", keys.stream().map(Key::name).toList());
  }

  @Override
  public Map<String, Object> write(R record) {
    R defaults = blank.get();
    var written = new LinkedHashMap<String, Object>();
    for (var key : keys) {
      key.write(record, defaults).ifPresent(value -> written.put(key.name(), value));
    }
    return written;
  }

  @Override
  public Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    var required = keys.stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties());
    return schema;
  }

  /** The keys by name, each as JSON Schema. */
  Map<String, Object> properties() {
    var properties = new LinkedHashMap<String, Object>();
    for (var key : keys) {
      properties.put(key.name(), key.schema());
    }
    return properties;
  }
}
