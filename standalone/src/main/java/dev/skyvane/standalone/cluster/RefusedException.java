package dev.skyvane.standalone.cluster;

/** A service does not take a question; the message is its own. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
