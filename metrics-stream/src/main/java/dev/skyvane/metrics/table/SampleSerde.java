package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Sample;
import dev.skyvane.schemas.record.AttemptStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A region's samples in the service's own internal topic. */
final class SampleSerde implements Serde<Sample> {
  private static final byte FORMAT = 1;
  private static final AttemptStatus[] STATUSES = AttemptStatus.values();

  @Override
  public Serializer<Sample> serializer() {
    return (topic, sample) -> {
      var bytes = new ByteArrayOutputStream(128);
      try (var out = new DataOutputStream(bytes)) {
        out.writeByte(FORMAT);
        out.writeUTF(sample.target());
        out.writeUTF(sample.vantage());
        out.writeLong(sample.id());
        out.writeLong(sample.time());
        out.writeByte(sample.status().ordinal());
        out.writeBoolean(sample.cold());
        out.writeDouble(sample.queueMs());
        out.writeDouble(sample.inFlightMs());
        out.writeDouble(sample.executionMs());
        out.writeDouble(sample.networkMs());
        out.writeBoolean(sample.slo());
        out.writeDouble(sample.deviation());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    };
  }

  @Override
  public Deserializer<Sample> deserializer() {
    return (topic, bytes) -> {
      try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        byte format = in.readByte();
        if (format != FORMAT) {
          throw new SerializationException("a sample of format " + format + ", not " + FORMAT);
        }
        return new Sample(
            in.readUTF(),
            in.readUTF(),
            in.readLong(),
            in.readLong(),
            STATUSES[in.readByte()],
            in.readBoolean(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readDouble(),
            in.readBoolean(),
            in.readDouble());
      } catch (IOException | ArrayIndexOutOfBoundsException e) {
        throw new SerializationException("a sample that can't be read", e);
      }
    };
  }
}
