package dev.skyvane.emulator;

import java.util.List;

/** Inputs with known answers. */
public final class ReferenceCases {
  private ReferenceCases() {}

  /** The committed cases. */
  public static List<ReferenceCase> load() {
    return List.of();
  }
}
