package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's calls look on the wire, and to a function. Keeps no state of calls. What is not
 * said otherwise is as with plain HTTP: bytes in, bytes out, of any content.
 */
interface WireProtocol {

  /**
   * A call as its request head tells it.
   *
   * @param function name of the function
   * @param version version that runs, where the provider has versions
   * @param logTail whether the caller asked for the end of the run's log
   * @param contentType media type of the body, or null
   * @param tags the caller's headers or client context, by header name
   * @param refused why the call is refused whatever its body; null if it is not
   */
  record Invocation(
      String function,
      String version,
      LedgerEntry.Kind kind,
      boolean logTail,
      @Nullable String contentType,
      Map<String, String> tags,
      Ending.@Nullable Refused refused) {

    /** The same, refused. */
    Invocation refusedFor(Ending.Refused why) {
      return new Invocation(function, version, kind, logTail, contentType, tags, why);
    }
  }

  /** An answer as it goes over the wire. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {}

  /** A result as it is posted to where the caller wants it. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Callback(URI url, Map<String, String> headers, byte[] body) {}

  /** The request's head as an invocation; null if it is none and was answered here. */
  @Nullable Invocation read(HttpServerRequest request);

  /** Most bytes of a request's body. */
  int maxRequestBytes(LedgerEntry.Kind kind);

  /** Most bytes of an answer. */
  default int maxResponseBytes() {
    return Integer.MAX_VALUE;
  }

  /** Why a body of too many bytes is refused. */
  default Ending.Refused tooLarge(LedgerEntry.Kind kind) {
    return new Ending.Refused(
        Ending.Reason.TOO_LARGE, "Request must be at most " + maxRequestBytes(kind) + " bytes.");
  }

  /** What an answer of too many bytes becomes. */
  default byte[] responseTooLarge() {
    throw new IllegalStateException("Answers of any size are taken");
  }

  /** The function's input. */
  default FunctionInput input(Invocation invocation, byte[] body) {
    return new FunctionInput(body, invocation.contentType());
  }

  /** Why a body is not acceptable; null if it is. Any thread. */
  default Ending.@Nullable Refused check(byte[] body) {
    return null;
  }

  /**
   * Lets a function compute, within what the provider's callers put around inputs. Any thread.
   *
   * @throws FunctionFailedException as the function throws it, or if what is around the input is
   *     broken
   */
  default FunctionOutput run(SampleFunction function, FunctionInput input)
      throws FunctionFailedException {
    return function.run(input);
  }

  /** What is told of a run over its timeout. */
  default Ending.Ran timedOut(String requestId, FunctionOptions function, Ending.Run run) {
    return new Ending.Ran(LedgerEntry.Status.TIMEOUT, run, new byte[0], "text/plain");
  }

  /** The answer; the function is null only where nothing ran. */
  Answer answer(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending);

  /** Whether a call of kind EVENT is taken without asking whether its function is there. */
  default boolean queuesUnknown() {
    return false;
  }

  /** What is told to whom after a call of kind EVENT; null if nobody wants to know. */
  default @Nullable Callback callback(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    return null;
  }
}
