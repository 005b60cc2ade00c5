package dev.skyvane.emulator;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processor that goes with a function's memory at Google. Sources:
 * cloud.google.com/functions/pricing-1stgen for GHz,
 * cloud.google.com/functions/docs/configuring/memory for vCPU.
 */
final class GoogleSizes {

  /** A whole vCPU of the 1st gen: 2 GB have 2.4 GHz and one vCPU. */
  static final BigDecimal GHZ_PER_VCPU = new BigDecimal("2.4");

  private static final TreeMap<Integer, BigDecimal> GHZ =
      table(
          Map.of(
              128, "0.2", 256, "0.4", 512, "0.8", 1_024, "1.4", 2_048, "2.4", 4_096, "4.8", 8_192,
              "4.8"));

  private static final TreeMap<Integer, BigDecimal> VCPU =
      table(
          Map.of(
              128, "0.083", 256, "0.167", 512, "0.333", 1_024, "0.583", 2_048, "1", 4_096, "2",
              8_192, "2", 16_384, "4", 32_768, "8"));

  private GoogleSizes() {}

  /**
   * GHz of a function of the 1st gen.
   *
   * @throws IllegalArgumentException if functions are not made in this size
   */
  static BigDecimal ghz(int memoryMb) {
    var ghz = GHZ.get(memoryMb);
    if (ghz == null) {
      throw new IllegalArgumentException(
          "Cloud Functions (1st gen) have no size of %d MB; take one of %s."
              .formatted(memoryMb, GHZ.keySet()));
    }
    return ghz;
  }

  /**
   * Default vCPU of a function of the 2nd gen: that of the smallest size with at least as much
   * memory.
   *
   * @throws IllegalArgumentException if the memory is more than the greatest size has
   */
  static BigDecimal vcpu(int memoryMb) {
    var size = VCPU.ceilingEntry(memoryMb);
    if (size == null) {
      throw new IllegalArgumentException(
          "Cloud Run has no %d MB; %d MB are the most.".formatted(memoryMb, VCPU.lastKey()));
    }
    return size.getValue();
  }

  private static TreeMap<Integer, BigDecimal> table(Map<Integer, String> sizes) {
    var table = new TreeMap<Integer, BigDecimal>();
    sizes.forEach((mb, amount) -> table.put(mb, new BigDecimal(amount)));
    return table;
  }
}
