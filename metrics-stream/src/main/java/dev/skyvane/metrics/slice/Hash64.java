package dev.skyvane.metrics.slice;

/**
 * 64 bits of an attempt's id, so that two of a slice's at most 4,096 are taken for one with a
 * probability of less than 1e-12.
 */
final class Hash64 {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hash64() {}

  /** FNV-1a, then the finalizer of MurmurHash3, which spreads its weak high bits. */
  static long of(String text) {
    long hash = FNV_BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
