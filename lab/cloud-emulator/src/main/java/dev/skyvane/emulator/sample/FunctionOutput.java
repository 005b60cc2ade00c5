package dev.skyvane.emulator.sample;

/**
 * What a function answers.
 *
 * @param bytes the answer; owned by the receiver
 * @param contentType its media type
 * @param sleepMs time for which the function wants to do nothing before it answers, in ms
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record FunctionOutput(byte[] bytes, String contentType, double sleepMs) {

  /** An answer that is ready at once. */
  public static FunctionOutput of(byte[] bytes, String contentType) {
    return new FunctionOutput(bytes, contentType, 0);
  }

  /** A JSON answer that is ready at once. */
  public static FunctionOutput json(byte[] bytes) {
    return of(bytes, "application/json");
  }
}
