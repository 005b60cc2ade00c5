package dev.skyvane.standalone.manifest;

import org.apache.avro.util.ClassSecurityValidator;

/** Lets Avro make our own records, which it refuses to do for classes that nobody vouched for. */
final class RecordTrust {
  private static final String OUR_RECORDS = "dev.skyvane.schemas.record";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(OUR_RECORDS)));
  }

  private RecordTrust() {}

  /** Holds for the whole process once this has returned. */
  static void establish() {
    // The class's initialiser did it.
  }
}
