package dev.skyvane.standalone.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows what goes on: one line that changes where a person looks at a terminal, and now and then a
 * whole line elsewhere. Thread-safe.
 */
public final class Progress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(2);
  private static final String ERASE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean live;
  private boolean shown;
  private long lastPlain = System.nanoTime() - PLAIN_INTERVAL.toNanos();

  /**
   * Shows progress.
   *
   * @param out where
   * @param live whether a person looks at a terminal that can erase a line
   */
  public Progress(PrintWriter out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Progress on the process's standard output. */
  public static Progress standard(PrintWriter out) {
    return new Progress(out, isTerminal());
  }

  /** Whether standard output is a terminal that can erase a line. */
  public static boolean isTerminal() {
    var console = System.console();
    return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** A state that the next one replaces. */
  public synchronized void now(String text) {
    if (live) {
      out.print(ERASE + text);
      out.flush();
      shown = true;
      return;
    }
    long at = System.nanoTime();
    if (at - lastPlain >= PLAIN_INTERVAL.toNanos()) {
      lastPlain = at;
      out.println(text);
      out.flush();
    }
  }

  /** A line that stays. */
  public synchronized void line(String text) {
    erase();
    out.println(text);
    out.flush();
  }

  /** Removes the changing line. */
  public synchronized void erase() {
    if (shown) {
      out.print(ERASE);
      out.flush();
      shown = false;
    }
  }
}
