package dev.skyvane.router.provider.web;

import io.vertx.core.Future;
import java.util.Map;

/** How a call says who is calling. Thread-safe. */
@FunctionalInterface
public interface Authentication {

  /** It does not say it. */
  Authentication NONE = () -> Future.succeededFuture(Map.of());

  /**
   * The header fields that say it. Never blocks. Fails with a message for people, which names the
   * reference and never the secret; the call then ends as forbidden, unless the failure is an
   * {@link UnavailableException}.
   */
  Future<Map<String, String>> headers();

  /** Tells that the provider did not accept the headers, so that what is cached of them can go. */
  default void refused() {}

  /** Whoever issues tokens can't be asked now; another time he can. */
  final class UnavailableException extends RuntimeException {
    /**
     * For a reason.
     *
     * @param message says who can't be asked and why, and never a secret
     */
    public UnavailableException(String message) {
      super(message, null, false, false);
    }

    /**
     * With the kind of what failed and not its words, which may repeat what must not be.
     *
     * @param what what could not be had
     */
    public static UnavailableException because(String what, Throwable failure) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return new UnavailableException(what + root.getClass().getSimpleName() + ".");
    }
  }
}
