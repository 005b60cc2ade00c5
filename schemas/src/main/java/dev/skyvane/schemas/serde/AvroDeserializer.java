package dev.skyvane.schemas.serde;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.schemas.registry.RegistryClient;
import dev.skyvane.schemas.registry.RegistryException;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads records of one class, in whichever schema they were written. Thread-safe. */
final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  private static final int MAX_READERS = 1_000;

  private final RegistryClient registry;
  private final Class<T> type;
  private final SpecificData data;
  private final Schema readerSchema;
  private final Cache<Integer, SpecificDatumReader<T>> readers =
      Caffeine.newBuilder().maximumSize(MAX_READERS).executor(Runnable::run).build();

  AvroDeserializer(RegistryClient registry, Class<T> type) {
    this.registry = registry;
    this.type = type;
    this.data = SpecificData.getForClass(type);
    this.readerSchema = data.getSchema(type);
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    int id = WireFormat.schemaId(topic, bytes);
    var reader = reader(id);
    try {
      int length = bytes.length - WireFormat.HEADER_BYTES;
      var decoder =
          DecoderFactory.get().binaryDecoder(bytes, WireFormat.HEADER_BYTES, length, null);
      var record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw malformed(topic, id, "bytes follow the record's end", null);
      }
      return type.cast(record);
    } catch (MalformedRecordException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Avro throws EOFException, AvroRuntimeException, IndexOutOfBounds and more on bad bytes.
      throw malformed(topic, id, e.toString(), e);
    }
  }

  private SpecificDatumReader<T> reader(int id) {
    var known = readers.getIfPresent(id);
    if (known != null) {
      return known;
    }
    var reader = new SpecificDatumReader<T>(writerSchema(id), readerSchema, data);
    readers.put(id, reader);
    return reader;
  }

  private Schema writerSchema(int id) {
    try {
      return registry.schema(id);
    } catch (RegistryException e) {
      throw failure(id, e);
    }
  }

  private static SerializationException failure(int id, RegistryException failure) {
    var message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case UNAVAILABLE -> new RegistryUnavailableException(message, failure);
      case NOT_FOUND -> new UnknownSchemaException(id, message, failure);
      case REFUSED -> new MalformedRecordException(message, failure);
    };
  }

  private MalformedRecordException malformed(
      String topic, int id, String why, @Nullable Throwable cause) {
    return new MalformedRecordException(
        "A record of topic %s with schema id %d can't be read as %s: %s"
            .formatted(topic, id, type.getSimpleName(), why),
        cause);
  }
}
