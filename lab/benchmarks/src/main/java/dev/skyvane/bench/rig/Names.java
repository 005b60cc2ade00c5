package dev.skyvane.bench.rig;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;

/** Names and sizes that load and contenders share. */
final class Names {
  static final String REPLIES = "bench.replies";
  static final String FUNCTION = "echo";
  static final String REGION = "http:stub";

  /** Where stub and router stand, so that no place is looked up in vain. */
  static final double LATITUDE = 59.33;

  static final double LONGITUDE = 18.07;
  static final int PARTITIONS = 4;

  /** Bytes of a payload. */
  static final int PAYLOAD = 1024;

  private Names() {}

  /** Where a contender reads. */
  static String input(Contender contender) {
    return contender == Contender.ROUTER
        ? TopicNames.DEFAULT.of(Topic.INVOCATIONS)
        : "bench." + contender.argument();
  }

  /** Where a contender reads a backlog. */
  static String input(Contender contender, int partitions) {
    return "bench." + contender.argument() + "." + partitions;
  }
}
