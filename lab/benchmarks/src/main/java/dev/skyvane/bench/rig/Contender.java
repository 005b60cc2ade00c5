package dev.skyvane.bench.rig;

import java.util.Locale;

/** Who carries a request from the input topic to the reply topic. */
public enum Contender {
  /** A router, which calls the stub provider. */
  ROUTER,
  /** The same router with one terminal record exactly for each request, by transactions. */
  TRANSACTIONAL,
  /** Consumer to producer, the least that two hops through Kafka take. */
  BARE,
  /** Consumer, the router's HTTP client to the stub provider, producer: the router's limit. */
  HTTP,
  /** Confluent Parallel Consumer with its Vert.x module, which does the router's job. */
  PEER;

  /** As it is called in figures. */
  public String text() {
    return switch (this) {
      case ROUTER -> "router";
      case TRANSACTIONAL -> "exactly-once router";
      case PEER -> "parallel consumer";
      case BARE, HTTP -> argument() + " echo";
    };
  }

  String argument() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isRouter() {
    return this == ROUTER || this == TRANSACTIONAL;
  }

  boolean callsTheProvider() {
    return this != BARE;
  }
}
