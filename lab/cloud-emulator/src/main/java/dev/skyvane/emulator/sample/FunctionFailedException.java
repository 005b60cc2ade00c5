package dev.skyvane.emulator.sample;

/** The function ran and failed, in a way that its caller is told of. */
public final class FunctionFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String type;

  /**
   * A failure.
   *
   * @param type short name of the kind of failure, the {@code errorType} that callers see
   * @param message what went wrong, for people
   */
  public FunctionFailedException(String type, String message) {
    super(message);
    this.type = type;
  }

  /** A failure with the exception that caused it. */
  public FunctionFailedException(String type, String message, Throwable cause) {
    super(message, cause);
    this.type = type;
  }

  /** Short name of the kind of failure. */
  public String type() {
    return type;
  }
}
