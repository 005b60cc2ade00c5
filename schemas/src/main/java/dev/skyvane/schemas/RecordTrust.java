package dev.skyvane.schemas;

import org.apache.avro.Conversion;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Has Avro trust the generated records, so that no program needs a JVM flag for them.
 *
 * <p>Since 1.12.2 Avro makes no instance of a class, not even of a record's own enum in its
 * builder, before its package is trusted. What is trusted is one setting of the JVM, and Avro asks
 * for services of this kind before it makes the first record: that is why this is a conversion,
 * though it converts nothing.
 */
public final class RecordTrust extends Conversion<RecordTrust> {
  private static final String RECORDS = "dev.skyvane.schemas.record.";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(RECORDS)));
  }

  /** For Avro's service loader. */
  public RecordTrust() {}

  @Override
  public Class<RecordTrust> getConvertedType() {
    return RecordTrust.class;
  }

  @Override
  public String getLogicalTypeName() {
    return "skyvane-record-trust";
  }
}
