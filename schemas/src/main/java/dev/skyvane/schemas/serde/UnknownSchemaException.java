package dev.skyvane.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry answered that it has no schema of this id. It may learn of it: a record can overtake
 * its schema where registries replicate, so a reader asks again for a while before it gives up.
 */
public final class UnknownSchemaException extends SerializationException {
  private static final long serialVersionUID = 1L;

  private final int schemaId;

  public UnknownSchemaException(int schemaId, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.schemaId = schemaId;
  }

  /** The id in the record. */
  public int schemaId() {
    return schemaId;
  }
}
