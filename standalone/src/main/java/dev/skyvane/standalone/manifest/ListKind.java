package dev.skyvane.standalone.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list of one kind of item. */
record ListKind<T>(Kind<T> item, int atLeast) implements Kind<List<T>> {

  @Override
  public Optional<List<T>> read(Node node, String path, Problems problems) {
    if (!(node instanceof Node.Sequence(var at, var nodes))) {
      problems.add(node, path, node.noun() + " is not a list; write [a, b] or lines with '- '");
      return Optional.empty();
    }
    if (nodes.size() < atLeast) {
      problems.add(at, path, "is empty; write at least " + atLeast);
      return Optional.empty();
    }
    var items = new ArrayList<T>();
    for (int i = 0; i < nodes.size(); i++) {
      item.read(nodes.get(i), path + "[" + i + "]", problems).ifPresent(items::add);
    }
    return Optional.of(items);
  }

  @Override
  public Object write(List<T> value) {
    return value.stream().map(item::write).toList();
  }

  @Override
  public Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "array");
    if (atLeast > 0) {
      schema.put("minItems", atLeast);
    }
    schema.put("items", item.schema());
    return schema;
  }
}
