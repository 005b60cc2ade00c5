package dev.skyvane.testkit.guarantee;

import java.nio.ByteBuffer;

/**
 * A reply as its caller reads it.
 *
 * @param id the invocation's id
 * @param ending {@link #OK}, {@link #FUNCTION_ERROR}, or the code of the error
 * @param payload the result, or what is said of the error
 * @param atNanos when it was read, of {@link System#nanoTime()}
 */
public record Replied(String id, String ending, ByteBuffer payload, long atNanos) {
  /** There is a result. */
  public static final String OK = "ok";

  /** The function ran and failed. */
  public static final String FUNCTION_ERROR = "function-error";
}
