package dev.skyvane.standalone.bench;

/** Takes what a benchmark finds. Safe to use from several threads. */
public interface Report {

  /** A figure that was found. */
  void figure(Figure figure);

  /** Something a reader of the figures must know, as how much fewer repetitions were made. */
  void note(String text);

  /** What is being done now; shown while it runs and then forgotten. */
  void progress(String text);
}
