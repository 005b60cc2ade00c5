package dev.skyvane.router.request;

/** Names a record of a topic for ever (DELIVERY 2). */
public record Coordinate(String topic, int partition, long offset) {

  /** {@code topic-partition@offset}. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
