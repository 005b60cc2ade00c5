package dev.skyvane.cost.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Avro without a registry: writer and reader are of one build. */
final class BareAvro implements CostTopology.SerdeOf {
  @Override
  public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
    var data = SpecificData.getForClass(type);
    var schema = data.getSchema(type);
    return Serdes.serdeFrom(
        (_, value) -> {
          if (value == null) {
            return null;
          }
          var bytes = new ByteArrayOutputStream();
          var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
          try {
            data.createDatumWriter(schema).write(value, encoder);
            encoder.flush();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return bytes.toByteArray();
        },
        (_, bytes) -> {
          if (bytes == null) {
            return null;
          }
          try {
            return type.cast(
                data.createDatumReader(schema)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null)));
          } catch (IOException | AvroRuntimeException e) {
            throw new SerializationException(e);
          }
        });
  }
}
