package dev.skyvane.emulator;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The random draws of one region, from the emulator's seed. Each kind has a stream of its own, so
 * that switching a fault on does not change the service times. Not thread-safe.
 */
final class Draws {

  private final SplittableRandom network;
  private final SplittableRandom service;
  private final SplittableRandom cold;
  private final SplittableRandom faults;
  private final SplittableRandom ids;

  Draws(long seed, String region) {
    var own = new SplittableRandom(seed ^ ((long) region.hashCode() << 32));
    network = own.split();
    service = own.split();
    cold = own.split();
    faults = own.split();
    ids = own.split();
  }

  double networkFactor(double cv) {
    return ofMeanOne(network, cv);
  }

  double serviceFactor(double cv) {
    return ofMeanOne(service, cv);
  }

  double coldStartFactor(double cv) {
    return Math.exp(sigma(cv) * cold.nextGaussian());
  }

  boolean hits(double rate) {
    // Draws even at rate 0 and 1, so that the stream does not depend on which faults are on.
    return faults.nextDouble() < rate;
  }

  String requestId() {
    var high = (ids.nextLong() & ~0xf000L) | 0x4000L;
    var low = (ids.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /** Log-normal with mean 1: the location is minus half the variance of the logarithm. */
  private static double ofMeanOne(SplittableRandom random, double cv) {
    if (cv == 0) {
      return 1;
    }
    var sigma = sigma(cv);
    return Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
  }

  private static double sigma(double cv) {
    return Math.sqrt(Math.log1p(cv * cv));
  }
}
