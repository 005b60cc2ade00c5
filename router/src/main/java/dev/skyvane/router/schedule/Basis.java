package dev.skyvane.router.schedule;

import java.util.Locale;

/** What an estimate rests on: the declared steps, the best first. */
public enum Basis {
  /** Measured lately. */
  LIVE,

  /** What was measured at this hour of other days. */
  PROFILE,

  /** The catalog's estimate. */
  CATALOG;

  /** As receipts say it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
