package dev.skyvane.schemas.serde;

import java.io.ByteArrayOutputStream;

/** A zero byte, then the schema's id as four bytes, big-endian. */
final class WireFormat {
  static final int HEADER_BYTES = 5;
  private static final int MAGIC = 0;

  private WireFormat() {}

  static void writeHeader(ByteArrayOutputStream bytes, int id) {
    bytes.write(MAGIC);
    bytes.write(id >>> 24);
    bytes.write(id >>> 16);
    bytes.write(id >>> 8);
    bytes.write(id);
  }

  /** The schema's id. */
  static int schemaId(String topic, byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new MalformedRecordException(
          "A record of topic %s has %d bytes, too few for the %d of a schema's id"
              .formatted(topic, bytes.length, HEADER_BYTES),
          null);
    }
    if (bytes[0] != MAGIC) {
      throw new MalformedRecordException(
          "A record of topic %s begins with byte %d, not with 0: it is not Avro with a schema's id"
              .formatted(topic, bytes[0]),
          null);
    }
    return (bytes[1] & 0xff) << 24
        | (bytes[2] & 0xff) << 16
        | (bytes[3] & 0xff) << 8
        | (bytes[4] & 0xff);
  }
}
