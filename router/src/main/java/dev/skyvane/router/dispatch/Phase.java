package dev.skyvane.router.dispatch;

/** Where an {@link InvocationRun} stands. */
enum Phase {
  ARRIVED("waits for its function to be known"),
  WAITING_TURN("waits for its turn among those of its key"),
  READY("is about to be called"),
  WAITING_ROOM("waits for a place at a deployment"),
  MARKING("waits until its attempt is written to Kafka"),
  CALLING("is being called"),
  BACKING_OFF("backs off before its next attempt"),
  ANSWERING("waits until its terminal record is written to Kafka"),
  PARKED("is parked"),
  DONE("is done"),
  DROPPED("is dropped");

  /** What it does, for a sentence about it. */
  final String words;

  Phase(String words) {
    this.words = words;
  }

  /** Whether nothing more will happen. */
  boolean over() {
    return this == DONE || this == DROPPED || this == PARKED;
  }

  /** Whether an attempt or a record is on its way, and has to come to its end. */
  boolean inFlight() {
    return this == CALLING || this == MARKING || this == ANSWERING;
  }

  /** Whether it waits for others, and no timer of its own ends that. */
  boolean waiting() {
    return this == WAITING_TURN || this == WAITING_ROOM;
  }
}
