package dev.skyvane.schemas.serde.confluent;

import static dev.skyvane.schemas.serde.confluent.ConfluentReference.call;
import static dev.skyvane.schemas.serde.confluent.ConfluentReference.make;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's real serializer and deserializer, with their own Kafka and Avro, as a {@code
 * serde.class} for tests: records pass between the class loaders as Avro binary. The module whose
 * test uses it names maven-dependency-plugin in its build.
 */
public final class IsolatedConfluentSerde implements Serde<Object> {
  private static final String PACKAGE = "io.confluent.kafka.serializers.";

  private final ClassLoader theirs = ConfluentReference.isolated();
  private final Object theirSerializer = make(theirs, PACKAGE + "KafkaAvroSerializer");
  private final Object theirDeserializer = make(theirs, PACKAGE + "KafkaAvroDeserializer");
  private Class<?> type = SpecificRecord.class;

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    type = type(config.get(isKey ? "specific.avro.key.type" : "specific.avro.value.type"));
    var forThem = new HashMap<String, Object>(config);
    // Our classes are not theirs to make.
    forThem.remove("specific.avro.key.type");
    forThem.remove("specific.avro.value.type");
    forThem.put("specific.avro.reader", "false");
    inTheirs(() -> call(theirSerializer, "configure", forThem, isKey));
    inTheirs(() -> call(theirDeserializer, "configure", forThem, isKey));
  }

  private static Class<?> type(Object configured) {
    try {
      return configured instanceof Class<?> given ? given : Class.forName((String) configured);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Serializer<Object> serializer() {
    return (topic, record) ->
        record == null
            ? null
            : (byte[]) inTheirs(() -> call(theirSerializer, "serialize", topic, toTheirs(record)));
  }

  @Override
  public Deserializer<Object> deserializer() {
    return (topic, bytes) ->
        bytes == null
            ? null
            : toOurs(inTheirs(() -> call(theirDeserializer, "deserialize", topic, bytes)));
  }

  /** Our record as their GenericRecord. */
  private Object toTheirs(Object record) {
    var schema = ((SpecificRecord) record).getSchema();
    var bytes = new ByteArrayOutputStream();
    try {
      var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new SpecificDatumWriter<Object>(schema, SpecificData.getForSchema(schema))
          .write(record, encoder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var theirSchema =
        call(make(theirs, "org.apache.avro.Schema$Parser"), "parse", schema.toString());
    var factory = make(theirs, "org.apache.avro.io.DecoderFactory");
    var decoder = call(factory, "binaryDecoder", bytes.toByteArray(), null);
    var reader = make(theirs, "org.apache.avro.generic.GenericDatumReader", theirSchema);
    return call(reader, "read", null, decoder);
  }

  /** Their GenericRecord as our record. */
  private Object toOurs(Object record) {
    var theirSchema = call(record, "getSchema");
    var bytes = new ByteArrayOutputStream();
    var factory = make(theirs, "org.apache.avro.io.EncoderFactory");
    var encoder = call(factory, "directBinaryEncoder", (OutputStream) bytes, null);
    var writer = make(theirs, "org.apache.avro.generic.GenericDatumWriter", theirSchema);
    call(writer, "write", record, encoder);
    try {
      var written = new Schema.Parser().parse(theirSchema.toString());
      var data = SpecificData.getForClass(type);
      return new SpecificDatumReader<Object>(written, data.getSchema(type), data)
          .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Call {
    Object run();
  }

  /** Their exceptions are of their own Kafka's classes, so they are handed on as causes. */
  private Object inTheirs(Call call) {
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    thread.setContextClassLoader(theirs);
    try {
      return call.run();
    } catch (RuntimeException e) {
      throw new SerializationException("Confluent's serde: " + e.getMessage(), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() {
    call(theirSerializer, "close");
    call(theirDeserializer, "close");
  }
}
