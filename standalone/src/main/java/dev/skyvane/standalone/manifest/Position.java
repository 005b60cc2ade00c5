package dev.skyvane.standalone.manifest;

/**
 * A place in a file.
 *
 * @param file the file's name as the user gave it
 * @param line line, from 1
 * @param column column, from 1
 */
public record Position(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
