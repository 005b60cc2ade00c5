package dev.skyvane.router.dispatch;

/** Who is told, on the loop and once, how an invocation's run ended. */
public interface Ending {

  /** Kafka has acknowledged the terminal record. */
  void answered();

  /** A retired run gave it up: the partition's next owner runs it again. */
  void dropped();
}
