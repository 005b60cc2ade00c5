package dev.skyvane.router.limit;

/** What the end of a call says of the deployment that was called. */
public enum Verdict {
  /** It does its part. */
  SUCCESS,

  /** Nothing: the call was cancelled, or is to blame itself. */
  IGNORED,

  /** It does not: it throttles, is silent, can't be reached, or lets nobody in. */
  DROPPED
}
