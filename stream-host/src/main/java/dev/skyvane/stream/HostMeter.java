package dev.skyvane.stream;

/** The catalogue of a host's meters; each has the tag {@code service}. */
public enum HostMeter {
  DEAD_LETTERS(
      "skyvane.stream.dead.letters", "records", "Records that could not be decoded; tag reason."),
  THREADS_REPLACED(
      "skyvane.stream.threads.replaced", "threads", "Threads that failed and were replaced."),
  REGISTRY_WAITS(
      "skyvane.stream.registry.waits",
      "threads",
      "Threads that stand still now because the schema registry does not answer."),
  QUERIES("skyvane.stream.queries", "seconds", "Time of queries; tags path, status.");

  private final String id;
  private final String unit;
  private final String doc;

  HostMeter(String id, String unit, String doc) {
    this.id = id;
    this.unit = unit;
    this.doc = doc;
  }

  /** Name in Micrometer's dotted form. */
  public String id() {
    return id;
  }

  /** What is counted, or the unit of time. */
  public String unit() {
    return unit;
  }

  /** What it says. */
  public String doc() {
    return doc;
  }
}
