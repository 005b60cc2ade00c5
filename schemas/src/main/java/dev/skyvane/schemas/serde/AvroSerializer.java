package dev.skyvane.schemas.serde;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.schemas.registry.RegistryClient;
import dev.skyvane.schemas.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes records in Confluent's wire format. Thread-safe. */
final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  private static final int MAX_PREPARED = 1_000;

  /** How long the newest version of a subject is taken to be the newest. */
  private static final Duration LATEST = Duration.ofMinutes(1);

  private final RegistryClient registry;
  private final SerdeConfig config;
  private final boolean key;
  private final Cache<Line, Prepared> prepared;

  AvroSerializer(RegistryClient registry, SerdeConfig config, boolean key) {
    this.registry = registry;
    this.config = config;
    this.key = key;
    var cache = Caffeine.newBuilder().maximumSize(MAX_PREPARED).executor(Runnable::run);
    this.prepared = useLatest() ? cache.expireAfterWrite(LATEST).build() : cache.build();
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T record) {
    if (record == null) {
      return null;
    }
    var schema = record.getSchema();
    var ready = prepared.get(new Line(topic, schema), this::prepare);
    try {
      var bytes = new ByteArrayOutputStream(512);
      WireFormat.writeHeader(bytes, ready.id());
      write(record, ready, bytes);
      return bytes.toByteArray();
    } catch (IOException | RuntimeException e) {
      // Avro reports a null in a required field as a NullPointerException naming the field.
      throw new SerializationException(
          "A %s for topic %s can't be written: %s"
              .formatted(schema.getFullName(), topic, e.getMessage()),
          e);
    }
  }

  private void write(T record, Prepared ready, ByteArrayOutputStream bytes) throws IOException {
    if (ready.other() == null) {
      encode(ready.writer(), record, bytes);
      return;
    }
    // The subject's newest schema is another one: resolve to it as a reader of it would.
    var own = new ByteArrayOutputStream(512);
    encode(ready.writer(), record, own);
    var decoder = DecoderFactory.get().binaryDecoder(own.toByteArray(), null);
    var reader =
        new GenericDatumReader<Object>(record.getSchema(), ready.other(), new GenericData());
    encode(
        new GenericDatumWriter<Object>(ready.other(), new GenericData()),
        reader.read(null, decoder),
        bytes);
  }

  private static <R> void encode(DatumWriter<R> writer, R datum, ByteArrayOutputStream bytes)
      throws IOException {
    var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    writer.write(datum, encoder);
    encoder.flush();
  }

  private boolean useLatest() {
    return config.useLatest() && !config.autoRegister();
  }

  private Prepared prepare(Line line) {
    var schema = line.schema();
    var subject = config.strategy(key).subject(line.topic(), key, schema.getFullName());
    var writer = new SpecificDatumWriter<T>(schema, SpecificData.getForSchema(schema));
    try {
      if (useLatest()) {
        var latest = registry.latest(subject);
        return new Prepared(
            latest.id(), writer, latest.schema().equals(schema) ? null : latest.schema());
      }
      int id =
          config.autoRegister()
              ? registry.register(subject, schema)
              : registry.find(subject, schema);
      return new Prepared(id, writer, null);
    } catch (RegistryException e) {
      throw refusal(subject, e);
    } catch (AvroRuntimeException e) {
      throw new SchemaRefusedException(
          "The newest schema of subject " + subject + " can't be used: " + e.getMessage(), e);
    }
  }

  private SerializationException refusal(String subject, RegistryException failure) {
    var message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case UNAVAILABLE -> new RegistryUnavailableException(message, failure);
      case REFUSED ->
          new SchemaRefusedException(
              "Subject " + subject + " does not take the schema: " + message, failure);
      case NOT_FOUND ->
          new SchemaRefusedException(
              "Subject %s does not have the schema and %s is false: register it, or set %s=true. %s"
                  .formatted(
                      subject, SerdeConfig.AUTO_REGISTER, SerdeConfig.AUTO_REGISTER, message),
              failure);
    };
  }

  /** A topic and a schema, compared by identity: comparing schemas costs more than writing. */
  private record Line(String topic, Schema schema) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return other instanceof Line line && line.schema == schema && line.topic.equals(topic);
    }

    @Override
    public int hashCode() {
      return 31 * topic.hashCode() + System.identityHashCode(schema);
    }
  }

  /**
   * What is known before a record is seen.
   *
   * @param other the schema to write in, where it isn't the record's own
   */
  private record Prepared(int id, DatumWriter<Object> writer, @Nullable Schema other) {
    @SuppressWarnings("unchecked")
    Prepared(int id, SpecificDatumWriter<?> writer, @Nullable Schema other) {
      this(id, (DatumWriter<Object>) writer, other);
    }
  }
}
