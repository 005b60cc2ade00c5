package dev.skyvane.schemas.serde;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Another's serde behind our promises: records of the wanted class only, and failures of the four
 * kinds. As thread-safe as what it wraps; calls of serializer and deserializer are therefore each
 * made one at a time.
 */
final class ForeignSerde<T extends SpecificRecord> implements Serde<T> {
  /** Kafka's exceptions that stand for a registry which can't be asked now. */
  private static final Set<String> UNANSWERED =
      Set.of(
          "AuthenticationException",
          "AuthorizationException",
          "DisconnectException",
          "InvalidConfigurationException",
          "ThrottlingQuotaExceededException",
          "TimeoutException");

  private final Serde<Object> foreign;
  private final Class<T> type;

  ForeignSerde(Serde<Object> foreign, Class<T> type) {
    this.foreign = foreign;
    this.type = type;
  }

  @Override
  public Serializer<T> serializer() {
    var theirs = foreign.serializer();
    return (topic, record) -> {
      if (record == null) {
        return null;
      }
      try {
        synchronized (theirs) {
          return theirs.serialize(topic, record);
        }
      } catch (RuntimeException e) {
        throw writing(topic, e);
      }
    };
  }

  @Override
  public Deserializer<T> deserializer() {
    var theirs = foreign.deserializer();
    return (topic, bytes) -> bytes == null ? null : read(theirs, topic, bytes);
  }

  private T read(Deserializer<Object> theirs, String topic, byte[] bytes) {
    int id = WireFormat.schemaId(topic, bytes);
    Object record;
    try {
      synchronized (theirs) {
        record = theirs.deserialize(topic, bytes);
      }
    } catch (RuntimeException e) {
      throw reading(topic, id, e);
    }
    if (!type.isInstance(record)) {
      throw new MalformedRecordException(
          "A record of topic %s with schema id %d is a %s, not a %s"
              .formatted(
                  topic, id, record == null ? "null" : record.getClass().getName(), type.getName()),
          null);
    }
    return type.cast(record);
  }

  private SerializationException reading(String topic, int id, RuntimeException failure) {
    if (failure instanceof MalformedRecordException
        || failure instanceof UnknownSchemaException
        || failure instanceof RegistryUnavailableException) {
      return (SerializationException) failure;
    }
    var message =
        "A record of topic %s with schema id %d can't be read as %s by %s: %s"
            .formatted(
                topic, id, type.getSimpleName(), foreign.getClass().getName(), root(failure));
    var code = registryCode(failure);
    if (code != null && code == 40403) {
      return new UnknownSchemaException(id, message, failure);
    }
    if (code != null || unreachable(failure)) {
      return new RegistryUnavailableException(message, failure);
    }
    return new MalformedRecordException(message, failure);
  }

  private SerializationException writing(String topic, RuntimeException failure) {
    if (failure instanceof RegistryUnavailableException
        || failure instanceof SchemaRefusedException) {
      return (SerializationException) failure;
    }
    var message =
        "A %s for topic %s can't be written by %s: %s"
            .formatted(type.getSimpleName(), topic, foreign.getClass().getName(), root(failure));
    var code = registryCode(failure);
    if (code == null) {
      return unreachable(failure)
          ? new RegistryUnavailableException(message, failure)
          : new SerializationException(message, failure);
    }
    return refuses(code)
        ? new SchemaRefusedException(message, failure)
        : new RegistryUnavailableException(message, failure);
  }

  /** 404xx, 409(xx) and 422xx are the registry's last word; other codes are a matter of time. */
  private static boolean refuses(int code) {
    int status = code >= 1_000 ? code / 100 : code;
    return status == 404 || status == 409 || status == 422;
  }

  /**
   * The registry's error code. Confluent's RestClientException is not on our class path when this
   * is compiled, so it is asked for by the name of its method.
   */
  private static @Nullable Integer registryCode(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getSimpleName().equals("RestClientException")) {
        try {
          return (Integer) cause.getClass().getMethod("getErrorCode").invoke(cause);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
          failure.addSuppressed(e);
          return null;
        }
      }
    }
    return null;
  }

  /**
   * Whether the registry did not answer as it should. Avro reports bad bytes by an IOException too,
   * and Confluent's serializers hand on some failures as Kafka's of their own class loader.
   */
  private static boolean unreachable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (UNANSWERED.contains(cause.getClass().getSimpleName())) {
        return true;
      }
      if (cause instanceof IOException && !thrownBy(cause, "org.apache.avro.")) {
        return true;
      }
    }
    return false;
  }

  private static boolean thrownBy(Throwable failure, String thrower) {
    var trace = failure.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith(thrower);
  }

  private static String root(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  @Override
  public void close() {
    foreign.close();
  }
}
