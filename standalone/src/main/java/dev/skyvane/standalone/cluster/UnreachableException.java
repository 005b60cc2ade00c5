package dev.skyvane.standalone.cluster;

/**
 * Kafka, the schema registry or a service can't be reached; the message names the address and the
 * way out.
 */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the cause, which is shown only on request. */
  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
