package dev.skyvane.emulator;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one call was, as the region saw it. Times of one JVM compare by the {@code Nanos} fields
 * ({@link System#nanoTime()}).
 *
 * @param requestId the region's own id of the call
 * @param invocationId the caller's header {@code skyvane-invocation-id}, or null
 * @param attemptId the caller's header {@code skyvane-attempt-id}, or null
 * @param attempt the caller's header {@code skyvane-attempt}, from 1; 0 if the caller sent none
 * @param function name of the function called, as the caller wrote it if it is unknown
 * @param kind how it was called
 * @param status how it ended
 * @param startNanos when the call arrived
 * @param endNanos when the answer was written, or the call given up
 * @param startEpochMs when the call arrived, in ms since 1970
 * @param endEpochMs when the answer was written, or the call given up, in ms since 1970
 * @param runStartNanos when the run took its place within the limit; 0 if nothing ran
 * @param runEndNanos when the run gave its place back; 0 if nothing ran
 * @param vantage where the caller stood, {@code lat,lon}; null if it did not say
 * @param networkMs network delay added, both ways together, in ms
 * @param cold whether the run began a new instance
 * @param initMs time to begin the instance, in ms; 0 if warm
 * @param durationMs duration of the run, in ms; 0 if nothing ran
 * @param billedMs duration billed, in ms; 0 if nothing ran
 * @param memoryMb configured memory, in MB; 0 if the function is unknown
 * @param usedMb most memory used, in MB; 0 if nothing ran
 * @param requestBytes bytes of the request's body
 * @param responseBytes bytes of the answer's body
 * @param answered whether the whole answer was handed to the caller's connection
 * @param usd what the region charges; 0 if nothing ran
 */
public record LedgerEntry(
    String requestId,
    @Nullable String invocationId,
    @Nullable String attemptId,
    int attempt,
    String function,
    Kind kind,
    Status status,
    long startNanos,
    long endNanos,
    long startEpochMs,
    long endEpochMs,
    long runStartNanos,
    long runEndNanos,
    @Nullable String vantage,
    double networkMs,
    boolean cold,
    double initMs,
    double durationMs,
    long billedMs,
    int memoryMb,
    int usedMb,
    long requestBytes,
    long responseBytes,
    boolean answered,
    BigDecimal usd) {

  /** How a function is called. */
  public enum Kind {
    /** The caller waits for the result. */
    SYNC,
    /** The caller is told that the call was taken; it runs later. */
    EVENT,
    /** Only whether the call would be taken; nothing runs. */
    DRY_RUN
  }

  /** How a call ended. */
  public enum Status {
    /** The function answered. */
    OK,
    /** The function ran and failed; charged. */
    FUNCTION_ERROR,
    /** The function ran longer than its timeout; charged up to it. */
    TIMEOUT,
    /** Over a limit; nothing ran. */
    THROTTLED,
    /** The provider failed, hung or was down; nothing ran. */
    FAULT,
    /** The caller's mistake: unknown function, malformed or too large; nothing ran. */
    REJECTED,
    /**
     * The caller went away before the function began; nothing ran. A caller that goes away later
     * does not stop the run: that entry has the run's status, and {@code answered} is false.
     */
    CANCELLED;

    /** Whether the function ran, and was charged. */
    public boolean ran() {
      return this == OK || this == FUNCTION_ERROR || this == TIMEOUT;
    }
  }
}
