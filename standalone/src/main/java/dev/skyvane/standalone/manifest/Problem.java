package dev.skyvane.standalone.manifest;

/**
 * Something that is wrong with a manifest.
 *
 * @param at where
 * @param path the key, as in {@code deployments[0].memory}; empty for the whole document
 * @param message the value, the rule and the way out
 */
public record Problem(Position at, String path, String message) {
  @Override
  public String toString() {
    return at + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
