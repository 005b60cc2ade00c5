package dev.skyvane.emulator;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A function as it is deployed in one region.
 *
 * @param name its name in the region
 * @param memoryMb configured memory in MB; more memory is more processor, see {@link
 *     SampleFunction#serviceMsOn(double)}
 * @param body what it computes
 * @param timeout a run that takes longer ends in a timeout
 * @param reservedConcurrency most runs of this function at once; the region's limit holds too
 * @param access who may call it
 * @param backEndWorkers workers of a back end that the runs of this function share, as they would
 *     the connections of a database: a run holds one for its whole service time and waits for one
 *     in the order in which runs come, which its caller pays for; {@link #NO_BACK_END}: none waits
 */
public record FunctionOptions(
    String name,
    int memoryMb,
    SampleFunction body,
    Duration timeout,
    int reservedConcurrency,
    Access access,
    int backEndWorkers) {

  /** As many workers as there can be runs. */
  public static final int NO_BACK_END = Integer.MAX_VALUE;

  /** Who may call a function; only Google and Azure tell the difference. */
  public enum Access {
    /**
     * The providers' default: callers of Google's functions must bring an ID token of an invoker
     * ({@link GoogleIdentity}), callers of Azure's a key ({@link AzureKeys}).
     */
    RESTRICTED,
    /**
     * Anyone: {@code allUsers} is an invoker at Google, {@code authLevel} is anonymous at Azure.
     */
    PUBLIC
  }

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

  public FunctionOptions {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Function name '"
              + name
              + "' is not 1 to 64 letters, digits, hyphens or underscores, as Lambda asks.");
    }
    Require.within("memoryMb of " + name, memoryMb, 128, 32_768);
    Require.atLeast("timeout of " + name + " in ms", timeout.toMillis(), 1);
    Require.atLeast("reservedConcurrency of " + name, reservedConcurrency, 0);
    Require.atLeast("backEndWorkers of " + name, backEndWorkers, 1);
  }

  /** A restricted function with a timeout of 30 s, no concurrency of its own and no back end. */
  public static FunctionOptions of(String name, int memoryMb, SampleFunction body) {
    return new FunctionOptions(
        name,
        memoryMb,
        body,
        Duration.ofSeconds(30),
        Integer.MAX_VALUE,
        Access.RESTRICTED,
        NO_BACK_END);
  }

  /** The same with another timeout. */
  public FunctionOptions withTimeout(Duration other) {
    return new FunctionOptions(
        name, memoryMb, body, other, reservedConcurrency, access, backEndWorkers);
  }

  /** The same with a limit of its own. */
  public FunctionOptions withReservedConcurrency(int limit) {
    return new FunctionOptions(name, memoryMb, body, timeout, limit, access, backEndWorkers);
  }

  /** The same for other callers. */
  public FunctionOptions withAccess(Access other) {
    return new FunctionOptions(
        name, memoryMb, body, timeout, reservedConcurrency, other, backEndWorkers);
  }

  /** The same behind a back end of so many workers. */
  public FunctionOptions withBackEnd(int workers) {
    return new FunctionOptions(name, memoryMb, body, timeout, reservedConcurrency, access, workers);
  }
}
