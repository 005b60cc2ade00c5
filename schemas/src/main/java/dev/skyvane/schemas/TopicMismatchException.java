package dev.skyvane.schemas;

import java.util.List;

/** Topics exist, but not as the catalogue wants them. */
public final class TopicMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  TopicMismatchException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem in words: topic, setting, what was found, what is wanted and the way out. */
  public List<String> problems() {
    return problems;
  }
}
