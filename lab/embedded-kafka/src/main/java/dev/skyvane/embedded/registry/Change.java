package dev.skyvane.embedded.registry;

import org.jspecify.annotations.Nullable;

/** One change of what the registry knows. A later change of the same key replaces the earlier. */
sealed interface Change {
  /** A version is registered, or its deletion is marked or undone. */
  record VersionSet(RegisteredVersion version) implements Change {}

  /** A version is gone for good. */
  record VersionDropped(String subject, int version) implements Change {}

  /**
   * A compatibility level is set.
   *
   * @param subject whose; empty for the global one
   * @param level null to take it back
   */
  record LevelSet(String subject, @Nullable CompatibilityLevel level) implements Change {}

  /**
   * A mode is set.
   *
   * @param subject whose; empty for the global one
   * @param mode null to take it back
   */
  record ModeSet(String subject, @Nullable Mode mode) implements Change {}

  /** No id up to this one is free, though its versions may be gone. */
  record IdsUsed(int highest) implements Change {}
}
