package dev.skyvane.router.schedule;

/**
 * How long data take beyond the first round trip. TCP's slow start: ten segments of 1,460 bytes at
 * first (RFC 6928), twice as many with each round trip (RFC 5681), up to a window of 3 MB, which is
 * what Linux's default largest receive buffer of 6 MB admits (tcp_rmem and tcp_adv_win_scale in the
 * kernel's ip-sysctl). The line itself is taken to be faster than that, so it is a lower bound.
 */
final class Transfer {
  private static final long FIRST_WINDOW = 14_600;
  private static final long LARGEST_WINDOW = 3 << 20;

  private Transfer() {}

  /** Time of so many bytes beyond the first round trip, in ms. */
  static double ms(double rttMs, long bytes) {
    return bytes == 0 ? 0 : rttMs * rounds(bytes);
  }

  /** Round trips beyond the first. */
  static long rounds(long bytes) {
    long window = FIRST_WINDOW;
    long left = bytes - window;
    long rounds = 0;
    while (left > 0 && window < LARGEST_WINDOW) {
      window = Math.min(2 * window, LARGEST_WINDOW);
      left -= window;
      rounds++;
    }
    return left <= 0 ? rounds : rounds + Math.ceilDiv(left, LARGEST_WINDOW);
  }
}
