package dev.skyvane.router.dispatch;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of attempts: UUIDs of version 7 (RFC 9562), ordered by time. Thread-safe. */
final class AttemptIds {
  private AttemptIds() {}

  static String next() {
    var random = ThreadLocalRandom.current();
    long high = (System.currentTimeMillis() << 16) | 0x7000L | random.nextInt(1 << 12);
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
