package dev.skyvane.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a provider metered of a run; null is unknown.
 *
 * @param source who metered
 * @param executionMs execution time, in ms
 * @param billedMs duration billed, in ms
 * @param memoryUsedMb most memory used, in MB
 * @param coldStart whether the run began a new instance
 * @param initMs time to begin the instance, in ms
 */
public record Metering(
    Source source,
    @Nullable Double executionMs,
    @Nullable Long billedMs,
    @Nullable Integer memoryUsedMb,
    @Nullable Boolean coldStart,
    @Nullable Double initMs) {

  /** Nothing was metered. */
  public static final Metering NONE = new Metering(Source.NONE, null, null, null, null, null);

  /** Who metered. */
  public enum Source {
    /** Nobody. */
    NONE,
    /** The provider's own report. */
    PROVIDER,
    /** A response header. */
    HEADER,
    /** Fields of the answer. */
    PAYLOAD
  }
}
