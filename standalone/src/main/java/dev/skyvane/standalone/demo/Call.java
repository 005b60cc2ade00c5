package dev.skyvane.standalone.demo;

import dev.skyvane.emulator.ReferenceCase;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One invocation of the demo.
 *
 * @param id its id
 * @param contender the policy
 * @param function name of the function, without the policy
 * @param input what it was given, with the known answer
 * @param origin where the caller is
 * @param plain whether it was published as plain bytes with headers, not as an Avro record
 * @param measured whether it counts in the comparison
 * @param number of the call in its act, from 0
 */
record Call(
    String id,
    Contender contender,
    String function,
    ReferenceCase input,
    String origin,
    boolean plain,
    boolean measured,
    int number) {

  /**
   * What came back.
   *
   * @param problem what is wrong with the answer, or null
   * @param region where it ran, or null if nowhere
   * @param attempts attempts made
   * @param usd list cost, in USD; null if unknown
   * @param grams carbon, in gCO2e; null if unknown
   * @param grid how the grid's intensity is known, as in yearly-average; null if it is not
   */
  record Answer(
      @Nullable String problem,
      @Nullable String region,
      int attempts,
      @Nullable BigDecimal usd,
      @Nullable Double grams,
      @Nullable String grid) {}
}
