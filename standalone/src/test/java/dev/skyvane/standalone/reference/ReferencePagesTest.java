package dev.skyvane.standalone.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReferencePagesTest {
  private static final Path FOLDER = Path.of("../docs/reference");

  @TestFactory
  Stream<DynamicTest> thePublishedPagesAreCurrent() {
    return ReferencePages.all().entrySet().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.getKey(), () -> check(page.getKey(), page.getValue())));
  }

  private static void check(String name, Supplier<String> writer) throws IOException {
    var file = FOLDER.resolve(name);
    if (Boolean.getBoolean("skyvane.regenerate")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, writer.get());
    }
    assertEquals(
        writer.get(),
        Files.readString(file),
        "regenerate with: mvn -pl standalone test -Dtest=ReferencePagesTest -Dskyvane.regenerate=true");
  }
}
