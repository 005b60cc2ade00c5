package dev.skyvane.standalone.manifest;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong while a file is read; confined to one thread. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(Node node, String path, String message) {
    found.add(new Problem(node.at(), path, message));
  }

  void add(Position at, String path, String message) {
    found.add(new Problem(at, path, message));
  }

  List<Problem> all() {
    return List.copyOf(found);
  }
}
