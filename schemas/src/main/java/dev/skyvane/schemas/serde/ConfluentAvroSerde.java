package dev.skyvane.schemas.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's own Avro serializer and deserializer, taken by name from the class path: for sites
 * that use properties of theirs beyond those that {@link AvroSerde} knows. Not thread-safe by
 * itself; {@link RecordSerdes} makes it so.
 */
public final class ConfluentAvroSerde implements Serde<Object> {
  private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
  private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

  private @Nullable Serializer<Object> serializer;
  private @Nullable Deserializer<Object> deserializer;

  /**
   * @throws ConfigException if Confluent's classes are not on the class path; it says what to add
   */
  @Override
  @SuppressWarnings("unchecked")
  public void configure(Map<String, ?> config, boolean isKey) {
    serializer = (Serializer<Object>) make(SERIALIZER);
    deserializer = (Deserializer<Object>) make(DESERIALIZER);
    var theirs = new HashMap<String, Object>(config);
    theirs.put("specific.avro.reader", "true");
    serializer.configure(theirs, isKey);
    deserializer.configure(theirs, isKey);
  }

  private static Object make(String name) {
    var loader = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(
              name, true, loader == null ? ConfluentAvroSerde.class.getClassLoader() : loader)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      var error =
          new ConfigException(
              SerdeConfig.SERDE_CLASS,
              ConfluentAvroSerde.class.getName(),
              ("needs %s (%s). Add io.confluent:kafka-avro-serializer to the class path, or build"
                      + " with -Pconfluent where Maven's settings reach Confluent's repository (it"
                      + " is not on Maven Central), or leave %s out: the default speaks the same"
                      + " format")
                  .formatted(name, e, SerdeConfig.SERDE_CLASS));
      error.initCause(e);
      throw error;
    }
  }

  @Override
  public Serializer<Object> serializer() {
    if (serializer == null) {
      throw new IllegalStateException("configure() was not called");
    }
    return serializer;
  }

  @Override
  public Deserializer<Object> deserializer() {
    if (deserializer == null) {
      throw new IllegalStateException("configure() was not called");
    }
    return deserializer;
  }

  @Override
  public void close() {
    if (serializer != null) {
      serializer.close();
    }
    if (deserializer != null) {
      deserializer.close();
    }
  }
}
