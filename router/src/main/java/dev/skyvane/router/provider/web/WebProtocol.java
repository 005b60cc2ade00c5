package dev.skyvane.router.provider.web;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.Target;
import dev.skyvane.schemas.Topic;
import java.time.Duration;

/** What tells one provider that is called over HTTP from the others. Thread-safe. */
public interface WebProtocol extends AutoCloseable {

  /** The provider as it stands before the colon of a region's id. */
  String name();

  /**
   * Largest payload that the provider takes, in bytes. By default ours: Google's own limits (10 MB
   * for the 1st generation, 32 MiB else) and Azure's (100 MB) are larger.
   */
  default int maxPayloadBytes() {
    return Topic.MAX_PAYLOAD_BYTES;
  }

  /**
   * Where a target is called, and how the call says who is calling. Asked once for a target, and
   * kept while it is called; does not block.
   *
   * @throws IllegalArgumentException if the target can't be called, judged by its spec alone; the
   *     message names the rule and the way out
   */
  Route route(Target target);

  /** What an answer means. */
  CallResult result(WebAnswer answer);

  /**
   * Makes what the first call of a route would else wait for; may block, and what fails shows again
   * when it is called.
   *
   * @param atMost how long it may wait
   */
  default void warmUp(Route route, Duration atMost) {}

  @Override
  default void close() {}

  /**
   * The way to a function.
   *
   * @param address where it is called
   * @param authentication how the call says who is calling
   */
  record Route(WebAddress address, Authentication authentication) {}
}
