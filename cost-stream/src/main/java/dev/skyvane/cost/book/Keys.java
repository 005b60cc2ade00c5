package dev.skyvane.cost.book;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the store: a letter for the kind, then parts. Numbers are big-endian, so that they order
 * by value from 0 on; texts carry their length before them, so that no text can reach into the next
 * part.
 */
final class Keys {
  static final char ATTEMPT = 'A';
  static final char BOOKED = 'B';
  static final char DIRTY = 'D';
  static final char FREE = 'F';
  static final char HEAD = 'H';
  static final char ITEM = 'I';
  static final char POOLED = 'P';
  static final char PUBLISHED = 'O';
  static final char PUBLISHED_REGION = 'R';
  static final char UNPRICED = 'U';
  static final char WINDOW = 'W';

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
  private final DataOutputStream out = new DataOutputStream(bytes);

  private Keys(char kind) {
    bytes.write(kind);
  }

  static Keys of(char kind) {
    return new Keys(kind);
  }

  Keys text(String text) {
    try {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Keys number(long number) {
    try {
      out.writeLong(number);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Keys small(int number) {
    bytes.write(number);
    return this;
  }

  Bytes bytes() {
    return Bytes.wrap(bytes.toByteArray());
  }

  /** The number that a key ends with. */
  static long lastNumber(Bytes key) {
    byte[] raw = key.get();
    return ByteBuffer.wrap(raw, raw.length - Long.BYTES, Long.BYTES).getLong();
  }
}
