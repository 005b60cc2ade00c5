package dev.skyvane.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Records in their present schema, without a registry: where there is no broker. */
public final class PlainAvro implements Serde<Object> {
  private static final int HEADER = 5;
  private SpecificData data;
  private org.apache.avro.Schema schema;

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    try {
      var type = Class.forName((String) config.get("specific.avro.value.type"));
      data = SpecificData.getForClass(type);
      schema = data.getSchema(type);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public Serializer<Object> serializer() {
    return (topic, record) -> {
      var bytes = new ByteArrayOutputStream();
      bytes.writeBytes(new byte[HEADER]);
      try {
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecord>(schema, data)
            .write((SpecificRecord) record, encoder);
        encoder.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    };
  }

  @Override
  public Deserializer<Object> deserializer() {
    return (topic, bytes) -> {
      try {
        return new SpecificDatumReader<>(schema, schema, data)
            .read(
                null,
                DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
