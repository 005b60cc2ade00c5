package dev.skyvane.metrics.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.metrics.slice.Granularity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of a table's store, in whose order a range is one scan. A kind (one byte), then:
 *
 * <ul>
 *   <li>head, profile: {@code target@vantage}
 *   <li>slice: granularity (one byte), {@code target@vantage}, a zero byte, start (8 bytes)
 *   <li>due: granularity, start, {@code target@vantage}: a slice that has to be sealed or derived
 * </ul>
 */
public final class Keys {
  private static final byte HEAD = 1;
  private static final byte PROFILE = 2;
  private static final byte SLICE = 3;
  private static final byte DUE = 4;
  private static final int DUE_PREFIX = 2 + Long.BYTES;

  private Keys() {}

  /** First and last key of a range, both in it. */
  public record Range(Bytes from, Bytes to) {}

  /** The running state. */
  public static Bytes head(String name) {
    return key(HEAD, name);
  }

  /** All running states. */
  public static Range heads() {
    return between(new byte[] {HEAD}, new byte[] {HEAD + 1});
  }

  /** The running states of a target from every vantage. */
  public static Range heads(String target) {
    return prefix(key(HEAD, target + "@").get());
  }

  /** Name of a head's or a profile's key. */
  public static String name(Bytes key) {
    return new String(key.get(), 1, key.get().length - 1, UTF_8);
  }

  /** The profile of the day. */
  public static Bytes profile(String name) {
    return key(PROFILE, name);
  }

  /** A slice. */
  public static Bytes slice(Granularity granularity, String name, long start) {
    var text = name.getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(3 + text.length + Long.BYTES)
            .put(SLICE)
            .put((byte) granularity.ordinal())
            .put(text)
            .put((byte) 0)
            .putLong(start)
            .array());
  }

  /** Slices of a name whose start is within these times, both included. */
  public static Range slices(Granularity granularity, String name, long first, long last) {
    return new Range(slice(granularity, name, first), slice(granularity, name, last));
  }

  /** All slices of a granularity behind those of a name; empty: behind none. */
  static Range slicesBehind(Granularity granularity, String name) {
    var from =
        name.isEmpty()
            ? new byte[] {SLICE, (byte) granularity.ordinal()}
            : slice(granularity, name, Long.MAX_VALUE).get();
    return between(from, new byte[] {SLICE, (byte) (granularity.ordinal() + 1)});
  }

  /** Name of a slice's key. */
  static String sliceName(Bytes key) {
    return new String(key.get(), 2, key.get().length - 3 - Long.BYTES, UTF_8);
  }

  /** Start in a slice's key. */
  public static long sliceStart(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong(key.get().length - Long.BYTES);
  }

  /** That a slice is due when its end and the grace have passed. */
  static Bytes due(Granularity granularity, long start, String name) {
    var text = name.getBytes(UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(DUE_PREFIX + text.length)
            .put(DUE)
            .put((byte) granularity.ordinal())
            .putLong(start)
            .put(text)
            .array());
  }

  /** What is due with a start before this one. */
  static Range dueBefore(Granularity granularity, long start) {
    return between(due(granularity, 0, "").get(), due(granularity, start, "").get());
  }

  /** Start in a key of what is due. */
  static long dueStart(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong(2);
  }

  /** Name in a key of what is due. */
  static String dueName(Bytes key) {
    return new String(key.get(), DUE_PREFIX, key.get().length - DUE_PREFIX, UTF_8);
  }

  private static Bytes key(byte kind, String name) {
    var text = name.getBytes(UTF_8);
    return Bytes.wrap(ByteBuffer.allocate(1 + text.length).put(kind).put(text).array());
  }

  private static Range prefix(byte[] prefix) {
    // 0xff is in no text of UTF-8.
    var last = Arrays.copyOf(prefix, prefix.length + 1);
    last[prefix.length] = (byte) 0xff;
    return new Range(Bytes.wrap(prefix), Bytes.wrap(last));
  }

  private static Range between(byte[] from, byte[] to) {
    return new Range(Bytes.wrap(from), Bytes.wrap(to));
  }
}
