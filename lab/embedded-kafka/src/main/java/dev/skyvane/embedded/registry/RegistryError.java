package dev.skyvane.embedded.registry;

import org.jspecify.annotations.Nullable;

/** A request that is refused, with Confluent's status and error code. */
final class RegistryError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  private RegistryError(int status, int code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
  }

  /** A code of five digits begins with its status; one of three digits is its status. */
  static RegistryError of(int code, String message) {
    return new RegistryError(code >= 1_000 ? code / 100 : code, code, message, null);
  }

  static RegistryError noSubject(String subject) {
    return of(40401, "Subject '" + subject + "' not found.");
  }

  static RegistryError noVersion(String version) {
    return of(40402, "Version " + version + " not found.");
  }

  static RegistryError noSchema(String what) {
    return of(40403, "Schema " + what + "not found");
  }

  static RegistryError invalidSchema(String why) {
    return of(42201, "Invalid schema: " + why);
  }

  static RegistryError journal(Throwable cause) {
    return new RegistryError(
        500, 50001, "The journal in Kafka does not take the change: " + cause.getMessage(), cause);
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }
}
