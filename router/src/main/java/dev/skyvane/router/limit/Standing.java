package dev.skyvane.router.limit;

/** How far a deployment is trusted. */
public enum Standing {
  /** Takes calls up to its region's limit. */
  LIVE,

  /** Was ejected, and is let have a few calls at a time, more with each that succeeds. */
  RAMPING,

  /** Ejected: it failed several times in a row, and its ban is not over. */
  EJECTED
}
