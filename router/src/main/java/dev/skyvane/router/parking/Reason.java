package dev.skyvane.router.parking;

/** Why an invocation is parked. */
public enum Reason {
  /** It backs off before its next attempt. */
  RETRY("retry"),
  /** Its attempt takes long. */
  LONG_CALL("long-call"),
  /** Its function is paused. */
  PAUSED("paused"),
  /** Its function has its share of the partition's window, or no place at any deployment. */
  WAITING_FOR_CAPACITY("waiting-for-capacity"),
  /** Its function's retry budget is spent. */
  WAITING_TO_RETRY("waiting-to-retry"),
  /** Another invocation of its ordering key comes first. */
  ORDERED("ordered"),
  /** Its attempt has begun. */
  STARTED("started");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  /** As it stands in records. */
  public String code() {
    return code;
  }

  /** Whether an attempt runs, which a crash cuts off. */
  public boolean running() {
    return this == STARTED || this == LONG_CALL;
  }

  /** The reason of a code; one that is not known is as good as a retry that is due. */
  static Reason of(String code) {
    for (var reason : values()) {
      if (reason.code.equals(code)) {
        return reason;
      }
    }
    return RETRY;
  }
}
