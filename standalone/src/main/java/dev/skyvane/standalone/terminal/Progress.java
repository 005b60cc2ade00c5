package dev.skyvane.standalone.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows what goes on: some lines that change where a person looks at a terminal, and now and then
 * whole lines elsewhere. Thread-safe.
 */
public final class Progress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(2);
  private static final String ERASE = "\r\u001b[2K";
  private static final String ERASE_ABOVE = "\u001b[1A\u001b[2K";

  /** A line that is too long is cut, or it would take two, and could not be erased. */
  private static final String CUT = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintWriter out;
  private final boolean live;
  private int shown;
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

  /** Whether a person looks at a terminal that can erase a line. */
  public boolean live() {
    return live;
  }

  /** A state that the next one replaces, of one line or several. */
  public synchronized void now(String text) {
    if (live) {
      int lines = text.split("\n", -1).length;
      out.print(erasing() + (lines > 1 ? CUT + text + WRAP : text));
      out.flush();
      shown = lines;
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

  /** Removes what changes. */
  public synchronized void erase() {
    if (shown > 0) {
      out.print(erasing());
      out.flush();
      shown = 0;
    }
  }

  private String erasing() {
    return ERASE + ERASE_ABOVE.repeat(Math.max(0, shown - 1));
  }
}
