package dev.skyvane.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Derives an invocation's id from where its record stands, so that it is the same after a crash
 * (DELIVERY 2). Thread-safe.
 */
public final class InvocationIds {
  private final String clusterId;

  /**
   * Ids within one Kafka cluster.
   *
   * @param clusterId as the brokers tell it
   */
  public InvocationIds(String clusterId) {
    this.clusterId = clusterId;
  }

  /** A UUID of version 8 (RFC 9562): the first bits of SHA-256 over cluster id and coordinate. */
  public String derive(Coordinate coordinate) {
    ByteBuffer hash;
    try {
      hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest((clusterId + "/" + coordinate).getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    long high = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
    long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
