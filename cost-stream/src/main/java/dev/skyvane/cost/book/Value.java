package dev.skyvane.cost.book;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Bytes of stored values: a version, then fields in order. */
final class Value {
  private static final int VERSION = 1;

  private Value() {}

  static byte[] write(Writing writing) {
    var bytes = new ByteArrayOutputStream(160);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static <T> T read(byte[] value, Reading<T> reading) {
    try (var in = new DataInputStream(new ByteArrayInputStream(value))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "the store holds values of version "
                + version
                + "; this program reads version "
                + VERSION
                + ": run the program that wrote them");
      }
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void decimal(DataOutputStream out, BigDecimal value) throws IOException {
    byte[] unscaled = value.unscaledValue().toByteArray();
    out.writeShort(value.scale());
    out.writeShort(unscaled.length);
    out.write(unscaled);
  }

  static BigDecimal decimal(DataInputStream in) throws IOException {
    int scale = in.readShort();
    int length = in.readUnsignedShort();
    if (length <= Long.BYTES) {
      // Nearly every number that is kept; a few bytes make no BigInteger.
      long unscaled = in.readByte();
      for (int i = 1; i < length; i++) {
        unscaled = unscaled << Byte.SIZE | in.readUnsignedByte();
      }
      return BigDecimal.valueOf(unscaled, scale);
    }
    byte[] unscaled = new byte[length];
    in.readFully(unscaled);
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }
}
