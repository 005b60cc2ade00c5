package dev.skyvane.standalone.manifest;

import java.util.List;

/** A piece of YAML with its place. Scalars keep their text: their keys say what they mean. */
sealed interface Node {
  Position at();

  /** What it is, in words. */
  String noun();

  /** A value that is neither a list nor a map. */
  record Scalar(Position at, String text) implements Node {
    @Override
    public String noun() {
      return "'" + text + "'";
    }
  }

  /** A key without a value, or an explicit null. */
  record Absent(Position at) implements Node {
    @Override
    public String noun() {
      return "nothing";
    }
  }

  /** A list. */
  record Sequence(Position at, List<Node> items) implements Node {
    @Override
    public String noun() {
      return "a list";
    }
  }

  /** A map, with its keys as written: a key may come twice. */
  record Mapping(Position at, List<Entry> entries) implements Node {
    @Override
    public String noun() {
      return "a map";
    }
  }

  /** A key of a map and its value. */
  record Entry(Position at, String key, Node value) {}
}
