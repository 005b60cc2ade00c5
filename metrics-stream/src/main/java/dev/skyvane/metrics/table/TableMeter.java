package dev.skyvane.metrics.table;

/**
 * The catalogue of this service's meters; each has the tag {@code table}: deployments or regions.
 */
public enum TableMeter {
  OUTCOMES("skyvane.metrics.outcomes", "records", "Outcomes that were counted."),
  DUPLICATES(
      "skyvane.metrics.outcomes.duplicate",
      "records",
      "Outcomes that had been counted already, as after a crash."),
  LATE(
      "skyvane.metrics.outcomes.late",
      "records",
      "Outcomes that came after the grace, and are in no table."),
  EMITTED("skyvane.metrics.emitted", "records", "States written to the latency topic."),
  DEVIATIONS("skyvane.metrics.deviations", "deviations", "Major deviations that began or ended.");

  private final String id;
  private final String unit;
  private final String doc;

  TableMeter(String id, String unit, String doc) {
    this.id = id;
    this.unit = unit;
    this.doc = doc;
  }

  /** Name in Micrometer's dotted form. */
  public String id() {
    return id;
  }

  /** What is counted. */
  public String unit() {
    return unit;
  }

  /** What it says. */
  public String doc() {
    return doc;
  }
}
