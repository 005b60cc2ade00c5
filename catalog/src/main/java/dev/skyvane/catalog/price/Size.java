package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Size of a deployment, as far as prices depend on it.
 *
 * @param memoryMb configured memory, in MB
 * @param vcpu virtual processors; counted as the shortest decimal of the double
 * @param ghz speed of its processors together, in GHz; null: unknown
 */
public record Size(int memoryMb, double vcpu, @Nullable BigDecimal ghz) {

  private static final double MOST_VCPU = 1024;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Size {
    if (memoryMb < 1) {
      throw new IllegalArgumentException("memory is " + memoryMb + " MB; it must be at least 1");
    }
    if (!(vcpu >= 0 && vcpu <= MOST_VCPU)) {
      throw new IllegalArgumentException("vcpu is " + vcpu + ", not 0 to 1024");
    }
    if (ghz != null && ghz.signum() < 0) {
      throw new IllegalArgumentException("GHz is " + ghz + "; it must not be negative");
    }
  }
}
