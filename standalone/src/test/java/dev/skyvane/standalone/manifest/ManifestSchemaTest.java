package dev.skyvane.standalone.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ManifestSchemaTest {
  private static final Path PUBLISHED = Path.of("../docs/schema/skyvane.schema.json");

  @Test
  void thePublishedSchemaIsCurrent() throws IOException {
    if (Boolean.getBoolean("skyvane.regenerate")) {
      ManifestSchema.main(new String[] {PUBLISHED.toString()});
    }
    assertEquals(
        ManifestSchema.text(),
        Files.readString(PUBLISHED),
        "regenerate with: mvn -pl standalone test -Dtest=ManifestSchemaTest -Dskyvane.regenerate=true");
  }
}
