package dev.skyvane.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Data that can't be part of a jar because of their licences; see its README. */
final class DataFolder {

  /** The system property that names the folder. */
  static final String PROPERTY = "skyvane.bench.data";

  private DataFolder() {}

  /**
   * The folder.
   *
   * @throws IllegalStateException if nobody says where it is, or it is not there
   */
  static Path path() {
    var text = System.getProperty(PROPERTY);
    if (text == null || !Files.isDirectory(Path.of(text))) {
      throw new IllegalStateException(
          "the folder lab/benchmarks/data is "
              + (text == null ? "not known" : "not at " + text)
              + "; start it as ./skyvane bench, or set -D"
              + PROPERTY);
    }
    return Path.of(text);
  }
}
