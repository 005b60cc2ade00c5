package dev.skyvane.catalog.price;

/** What providers of functions meter and charge. */
public enum BilledUnit {
  /** One request, whatever became of it. */
  REQUEST("request"),

  /** One GB of memory for one second; 1 GB is 1024 MB, as all three providers count it. */
  GB_SECOND("GB-s"),

  /** One virtual processor for one second. */
  VCPU_SECOND("vCPU-s"),

  /** One GHz of a processor for one second. */
  GHZ_SECOND("GHz-s"),

  /** One GB of data that leaves a region; 1 GB is 1024 MB. */
  EGRESS_GB("GB out");

  private final String text;

  BilledUnit(String text) {
    this.text = text;
  }

  /** The unit as bills write it, as in {@code GB-s}. */
  public String text() {
    return text;
  }
}
