package dev.skyvane.schemas.registry;

import org.jspecify.annotations.Nullable;

/** A question that the schema registry did not answer with what was asked for. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Kind {
    /** The registry answered that it has no such schema, subject or version. */
    NOT_FOUND,
    /** No answer that can be relied on: ask again later. */
    UNAVAILABLE,
    /** The registry refuses for good: incompatible, invalid or not permitted. */
    REFUSED
  }

  private final Kind kind;

  RegistryException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What a caller can do about it. */
  public Kind kind() {
    return kind;
  }
}
