package dev.skyvane.emulator;

/** placeholder. */
public enum SampleFunction {
  RESIZE,
  BAG_OF_WORDS,
  ALU,
  SLEEPY,
  ECHO,
  FAIL,
  FILL;

  public double serviceMs(int memoryMb) {
    return 0;
  }
}
