package dev.skyvane.emulator;

/** One input with its known answer. */
public record ReferenceCase(
    SampleFunction function, String name, byte[] json, byte[] raw, String rawContentType) {
  /** Whether the answer, in either form, is the known one. */
  public boolean matches(byte[] answer) {
    return false;
  }
}
