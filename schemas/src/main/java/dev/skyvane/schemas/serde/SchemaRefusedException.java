package dev.skyvane.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry does not take the schema of a record that is to be written, or does not know it and
 * {@code auto.register.schemas} is off. Trying again does not help.
 */
public final class SchemaRefusedException extends SerializationException {
  private static final long serialVersionUID = 1L;

  public SchemaRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
