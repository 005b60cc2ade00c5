package dev.skyvane.standalone.command;

import org.jspecify.annotations.Nullable;

/** Something that a person can mend; the message names the cause and the way out. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CommandFailure(ExitCode code, String message) {
    this(code, message, null);
  }

  CommandFailure(ExitCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
