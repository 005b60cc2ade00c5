package dev.skyvane.cost.observe;

/** The catalogue of this service's meters, beside its host's. */
public enum CostMeter {
  OUTCOMES(
      "skyvane.cost.outcomes", "records", "Outcomes; tag result: counted, not-run or duplicate."),
  UNPRICED("skyvane.cost.unpriced", "attempts", "Attempts that ran whose list cost is unknown."),
  ESTIMATED("skyvane.cost.estimated", "attempts", "Attempts whose metering is estimated."),
  CARBON_UNKNOWN("skyvane.cost.carbon.unknown", "attempts", "Attempts whose carbon is unknown."),
  READINGS("skyvane.cost.readings", "records", "Readings of grids; tag result: kept or refused.");

  private final String id;
  private final String unit;
  private final String doc;

  CostMeter(String id, String unit, String doc) {
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
