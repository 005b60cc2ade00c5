package dev.skyvane.embedded.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** What a new schema of a subject must be able to do with the earlier ones. */
enum CompatibilityLevel {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean readsOld;
  private final boolean readByOld;
  private final boolean transitive;

  CompatibilityLevel(boolean readsOld, boolean readByOld, boolean transitive) {
    this.readsOld = readsOld;
    this.readByOld = readByOld;
    this.transitive = transitive;
  }

  /** Whether every earlier version counts, else the newest alone. */
  boolean transitive() {
    return transitive;
  }

  /** Why a schema does not go with an earlier one, in words; empty if it does. */
  List<String> problems(Schema schema, Schema earlier) {
    var problems = new ArrayList<String>();
    if (readsOld) {
      explain("The new schema can't read what the earlier one wrote", schema, earlier, problems);
    }
    if (readByOld) {
      explain("The earlier schema can't read what the new one writes", earlier, schema, problems);
    }
    return problems;
  }

  private static void explain(String what, Schema reader, Schema writer, List<String> problems) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    for (var incompatibility : result.getIncompatibilities()) {
      problems.add(
          "%s: %s at %s: %s"
              .formatted(
                  what,
                  incompatibility.getType(),
                  incompatibility.getLocation(),
                  incompatibility.getMessage()));
    }
  }
}
