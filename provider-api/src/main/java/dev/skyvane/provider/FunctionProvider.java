package dev.skyvane.provider;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An adapter that calls functions of one provider. Instances are shared by all event loops. */
public interface FunctionProvider extends AutoCloseable {

  /** The provider as it stands before the colon of a region's id, as in {@code aws}. */
  String name();

  /**
   * Whether a deployment can be called at all, judged by its spec alone.
   *
   * @return what is wrong and the way out, in words; empty if nothing is
   */
  Optional<String> check(Target target);

  /**
   * Loads and makes what the first call of a target would else wait for, as classes, clients and
   * credentials. Asked once for each target when it becomes known, on a virtual thread; a router
   * waits for it, for a bounded time, before it takes its first invocation. It may block, calls no
   * function, and may be overtaken by a call. What fails here shows when it is called.
   */
  default void warmUp(Target target) {}

  /**
   * Calls a function once: no retries, they are the dispatcher's.
   *
   * <p>Never throws and never blocks. The future completes within the call's timeout plus one
   * second. Cancelling the future gives the call up and frees its connection as far as the
   * provider's protocol allows; the function may still run to its end.
   */
  CompletableFuture<CallResult> call(FunctionCall call);

  /** Gives up what is in flight and frees connections and threads; waits at most 5 seconds. */
  @Override
  void close();
}
