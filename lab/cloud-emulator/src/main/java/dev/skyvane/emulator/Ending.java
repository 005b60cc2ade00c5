package dev.skyvane.emulator;

/** How a call ends, before it is put into the words of a wire protocol. */
sealed interface Ending {

  LedgerEntry.Status status();

  /**
   * The function ran.
   *
   * @param status OK, FUNCTION_ERROR or TIMEOUT
   * @param body the answer, or what is told of the error
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Ran(LedgerEntry.Status status, Run run, byte[] body, String contentType)
      implements Ending {}

  /** Nothing ran. */
  record Refused(Reason reason, String message) implements Ending {
    @Override
    public LedgerEntry.Status status() {
      return reason.status;
    }
  }

  /** The call was taken and runs later. */
  record Accepted() implements Ending {
    @Override
    public LedgerEntry.Status status() {
      return LedgerEntry.Status.OK;
    }
  }

  /** The call would be taken. */
  record Checked() implements Ending {
    @Override
    public LedgerEntry.Status status() {
      return LedgerEntry.Status.OK;
    }
  }

  /**
   * What was metered of a run.
   *
   * @param startNanos when it took its place within the limit
   * @param endNanos when it gave its place back
   */
  record Run(
      boolean cold,
      double initMs,
      double durationMs,
      long billedMs,
      int usedMb,
      long startNanos,
      long endNanos) {}

  /** Why nothing ran. */
  enum Reason {
    UNKNOWN_FUNCTION(LedgerEntry.Status.REJECTED),
    UNKNOWN_OPERATION(LedgerEntry.Status.REJECTED),
    UNAUTHENTICATED(LedgerEntry.Status.REJECTED),
    FORBIDDEN(LedgerEntry.Status.REJECTED),
    BAD_PARAMETER(LedgerEntry.Status.REJECTED),
    BAD_CONTENT(LedgerEntry.Status.REJECTED),
    TOO_LARGE(LedgerEntry.Status.REJECTED),
    REGION_LIMIT(LedgerEntry.Status.THROTTLED),
    FUNCTION_LIMIT(LedgerEntry.Status.THROTTLED),
    PROVIDER_ERROR(LedgerEntry.Status.FAULT),
    DOWN(LedgerEntry.Status.FAULT);

    private final LedgerEntry.Status status;

    Reason(LedgerEntry.Status status) {
      this.status = status;
    }
  }
}
