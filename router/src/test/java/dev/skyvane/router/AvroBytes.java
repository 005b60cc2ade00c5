package dev.skyvane.router;

import dev.skyvane.schemas.serde.MalformedRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Records in the wire format, without a registry: magic 0, schema id 1, Avro binary. */
public final class AvroBytes {
  private static final int HEAD = 5;

  private AvroBytes() {}

  public static <T extends SpecificRecord> Serializer<T> serializer() {
    return (_, value) -> write(value);
  }

  public static byte[] write(SpecificRecord value) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(HEAD).put((byte) 0).putInt(1).array());
    var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
    return (_, bytes) -> read(type, bytes);
  }

  public static <T extends SpecificRecord> T read(Class<T> type, byte[] bytes) {
    var decoder = DecoderFactory.get().binaryDecoder(bytes, HEAD, bytes.length - HEAD, null);
    try {
      return new SpecificDatumReader<>(type).read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw new MalformedRecordException("the bytes are no " + type.getSimpleName(), e);
    }
  }
}
