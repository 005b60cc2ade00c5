package dev.skyvane.standalone.manifest;

import java.util.Map;
import java.util.Optional;

/** A kind of value: how it is read from YAML, written to it, and described to editors. */
interface Kind<T> {

  /** The value, or empty after at least one problem was added. */
  Optional<T> read(Node node, String path, Problems problems);

  /** The value as text, number, list or map; reading it again gives the same value. */
  Object write(T value);

  /** The kind as JSON Schema. */
  Map<String, Object> schema();
}
