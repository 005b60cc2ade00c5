package dev.skyvane.standalone.command;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.standalone.deadletter.DeadLetterTopic;
import dev.skyvane.standalone.terminal.Progress;
import java.io.PrintWriter;
import java.time.Duration;

/** Tells on standard error how far a long reading is, and what could not be read. */
final class DeadLetterReading implements DeadLetterTopic.Reading, AutoCloseable {
  /** A short reading says nothing. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Progress progress;
  private final long begun = System.nanoTime();

  DeadLetterReading(PrintWriter err) {
    this.progress = new Progress(err, Progress.isTerminal());
  }

  @Override
  public void read(long records, long of) {
    if (System.nanoTime() - begun > QUIET.toNanos()) {
      progress.now("reading dead letters, %,d of %,d".formatted(records, of));
    }
  }

  @Override
  public void unreadable(Coordinate place, String why) {
    progress.line("left out " + place + ", which is no dead letter that can be read: " + why);
  }

  @Override
  public void close() {
    progress.erase();
  }
}
