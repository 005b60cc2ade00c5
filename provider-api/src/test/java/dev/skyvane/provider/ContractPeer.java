package dev.skyvane.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in for the provider's cloud while an adapter is held to its contract. */
public interface ContractPeer extends AutoCloseable {

  /** What a function does. */
  enum Behaviour {
    /** Answers its payload, with its content type. */
    ECHO,
    /** Answers as {@link #ECHO}, 200 ms later, while any number of others run. */
    SLEEP,
    /** Fails as functions of the provider fail; what it says of its error contains "boom". */
    FAIL,
    /** Is over its limit; the provider asks to wait 7 s. */
    THROTTLE,
    /** Answers that the caller may not call it. */
    FORBID,
    /** Answers that the provider is out of order. */
    BREAK_DOWN,
    /** Never answers, and keeps the connection. */
    HANG,
    /** Closes the connection in place of an answer. */
    HANG_UP,
    /** Answers the first half of what it announced, and closes the connection. */
    HALF_ANSWER,
    /**
     * Answers the first half of its payload at once and the rest 600 ms later; the head comes with
     * the first half.
     */
    SLOW_BODY,
    /** Answers more than the adapter takes. */
    LARGE_RESULT
  }

  /**
   * What a function saw of its caller.
   *
   * @param invocationId the idempotency key
   * @param attemptId id of the attempt
   * @param attempt number of the attempt, as text
   * @param traceparent W3C trace context
   */
  record Seen(
      @Nullable String invocationId,
      @Nullable String attemptId,
      @Nullable String attempt,
      @Nullable String traceparent) {}

  /** Makes a function; its name is the behaviour's, in lower case. */
  Target deploy(Behaviour behaviour);

  /** A function that does not exist, of a provider that does. */
  Target unknown();

  /** A function of a provider at whose address nobody listens. */
  Target nobody();

  /** What all functions saw, in the order of their calls. */
  List<Seen> seen();

  @Override
  void close();
}
