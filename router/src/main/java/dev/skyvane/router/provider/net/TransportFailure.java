package dev.skyvane.router.provider.net;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.router.provider.net.Connections.RefusedAddressException;
import dev.skyvane.router.provider.net.Connections.ResultTooLargeException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What a failure below HTTP means for a call. */
public final class TransportFailure {

  private TransportFailure() {}

  /**
   * The result that stands for a failure; of a cause's chain, the innermost that says something.
   */
  public static CallResult toResult(Throwable failure) {
    Throwable root = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      root = each;
      switch (each) {
        case ResultTooLargeException e -> {
          return new Rejected(Rejected.RESULT_TOO_LARGE, words(e));
        }
        case RefusedAddressException e -> {
          return new Rejected(Rejected.FORBIDDEN, words(e));
        }
        case ConnectionPoolTooBusyException _ -> {
          return new CallResult.Throttled(
              "Too many calls wait for a connection to this host"
                  + " (connections.max.per.host, connections.max.waiting).",
              null);
        }
        case UnknownHostException e -> {
          return unavailable("The host's name does not resolve: " + words(e));
        }
        case SSLException e -> {
          return unavailable("TLS failed: " + words(e));
        }
        // A time limit on the way to a connection; Netty's is a ConnectException.
        case ConnectException e -> {
          return unavailable("No connection: " + words(e));
        }
        case TimeoutException e -> {
          return unavailable("No connection in time: " + words(e));
        }
        case HttpClosedException _ -> {
          return unavailable("The connection was closed before the answer was complete.");
        }
        case StreamResetException _ -> {
          return unavailable("The connection was reset before the answer was complete.");
        }
        default -> {
          // An outer layer; look further in.
        }
      }
    }
    return unavailable(root.getClass().getSimpleName() + ": " + words(root));
  }

  private static CallResult unavailable(String message) {
    return new CallResult.Unavailable(message, null);
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
