package dev.skyvane.standalone.command;

/** How a command ends, for scripts. */
public enum ExitCode {
  /** It did what was asked. */
  OK(0),
  /** The function failed, or so did what was asked. */
  FUNCTION_ERROR(1),
  /** The command line or a file is wrong. */
  USAGE(2),
  /** Kafka, the registry or the process can't be reached, or the router is not ready. */
  UNREACHABLE(3),
  /** There was no answer in time. */
  TIMEOUT(4),
  /** No deployment may run the function, or there is no such function. */
  NOT_ROUTABLE(5);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number that the process exits with. */
  public int number() {
    return number;
  }
}
