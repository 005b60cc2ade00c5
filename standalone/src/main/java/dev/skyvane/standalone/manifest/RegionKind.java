package dev.skyvane.standalone.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A region that exists, by its id or its bare name where that is unique. */
record RegionKind(RegionNames names) implements Kind<String> {

  @Override
  public Optional<String> read(Node node, String path, Problems problems) {
    if (!(node instanceof Node.Scalar(var at, var text))) {
      problems.add(node, path, node.noun() + " is not a region; write one as in aws:eu-north-1");
      return Optional.empty();
    }
    try {
      return Optional.of(names.resolve(text));
    } catch (IllegalArgumentException e) {
      problems.add(at, path, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public Object write(String value) {
    return value;
  }

  @Override
  public Map<String, Object> schema() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "string");
    return schema;
  }
}
