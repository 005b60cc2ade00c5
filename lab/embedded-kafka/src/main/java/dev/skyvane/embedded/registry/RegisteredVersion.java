package dev.skyvane.embedded.registry;

import java.util.List;

/**
 * A schema under a subject.
 *
 * @param version counts from 1 within the subject
 * @param id of the schema, the same in every subject
 * @param schema as JSON, in Avro's own writing
 * @param references what the schema uses by name
 * @param deleted whether it is marked as deleted; it can still be read by its id
 */
record RegisteredVersion(
    String subject,
    int version,
    int id,
    String schema,
    List<Reference> references,
    boolean deleted) {
  RegisteredVersion {
    references = List.copyOf(references);
  }

  /** As a request gives it. */
  GivenSchema given() {
    return new GivenSchema(schema, references);
  }

  RegisteredVersion markedDeleted() {
    return new RegisteredVersion(subject, version, id, schema, references, true);
  }
}
