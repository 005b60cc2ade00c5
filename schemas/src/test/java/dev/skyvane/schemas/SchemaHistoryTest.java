package dev.skyvane.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.skyvane.schemas.record.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every schema reads what every earlier one wrote and is read by each of them. The earlier ones are
 * the files of {@code src/test/resources/history/VERSION}; {@code -Dhistory.record=VERSION} writes
 * the present there.
 */
final class SchemaHistoryTest {
  private static final Path HISTORY = Path.of("src", "test", "resources", "history");

  /** What the end of a field's name promises its doc to say. */
  private static final Map<Pattern, Pattern> UNITS =
      Map.of(
          Pattern.compile(".*Ms"), Pattern.compile(".*\\bms\\b.*"),
          Pattern.compile(".*(Mb|MbSeconds)"), Pattern.compile(".*\\bMB\\b.*"),
          Pattern.compile(".*GbSeconds?"), Pattern.compile(".*\\b(GB|FF-GBS)\\b.*"),
          Pattern.compile("(usd.*|.*Usd)"), Pattern.compile(".*\\bUSD\\b.*"),
          Pattern.compile(".*[gG]rams.*"), Pattern.compile(".*\\bgCO2e\\b.*"),
          Pattern.compile(".*Bytes"), Pattern.compile(".*\\bbytes?\\b.*"),
          Pattern.compile("(latitude|longitude)"), Pattern.compile(".*[Dd]egrees.*"),
          Pattern.compile(".*[sS]hare"), Pattern.compile(".*0 to 1.*"),
          Pattern.compile(".*(At|From|Until)"), Pattern.compile(".*\\bms\\b.*1970.*"));

  @BeforeAll
  static void record() throws IOException {
    var version = System.getProperty("history.record");
    if (version == null) {
      return;
    }
    var directory = Files.createDirectories(HISTORY.resolve(version));
    try (var old = Files.list(directory)) {
      for (var file : old.toList()) {
        Files.delete(file);
      }
    }
    for (var schema : present().values()) {
      Files.writeString(
          directory.resolve(schema.getName() + ".avsc"), schema.toString(true) + "\n");
    }
  }

  @Test
  void goesWithEveryEarlierVersion() throws IOException {
    var present = present();
    var problems = new ArrayList<String>();
    var compared = 0;
    for (var version : versions()) {
      for (var entry : schemas(version).entrySet()) {
        var now = present.get(entry.getKey());
        if (now == null) {
          problems.add(entry.getKey() + " of " + version.getFileName() + " is gone");
          continue;
        }
        compare("reads what " + version.getFileName() + " wrote", now, entry.getValue(), problems);
        compare("is read by " + version.getFileName(), entry.getValue(), now, problems);
        compared++;
      }
    }
    assertEquals(List.of(), problems);
    assertFalse(compared == 0, "There is no history in " + HISTORY.toAbsolutePath());
  }

  private static void compare(String what, Schema reader, Schema writer, List<String> problems) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
      for (var incompatibility : result.getResult().getIncompatibilities()) {
        problems.add("%s no longer %s: %s".formatted(writer.getName(), what, incompatibility));
      }
    }
  }

  @Test
  void everyRecordOfTheCatalogueIsInTheNewestHistory() throws IOException {
    var newest = versions().getLast();
    assertEquals(
        present().keySet(),
        schemas(newest).keySet(),
        "A record is missing in " + newest + ": see docs on schemas for the command");
  }

  @Test
  void everyFieldHasDefaultAndDoc() {
    var problems = new ArrayList<String>();
    everyField(
        place -> {
          if (!place.field().hasDefaultValue()) {
            problems.add(place + " has no default");
          }
          if (place.field().doc() == null || place.field().doc().isBlank()) {
            problems.add(place + " has no doc");
          }
        });
    assertEquals(List.of(), problems);
  }

  @Test
  void everyQuantityNamesItsUnit() {
    var problems = new ArrayList<String>();
    everyField(
        place ->
            UNITS.forEach(
                (name, unit) -> {
                  if (name.matcher(place.field().name()).matches()
                      && holdsNumber(place.field())
                      && !unit.matcher(String.valueOf(place.field().doc())).matches()) {
                    problems.add(place + " is a quantity, but its doc does not match " + unit);
                  }
                }));
    assertEquals(List.of(), problems);
  }

  private static boolean holdsNumber(Schema.Field field) {
    var types = field.schema().isUnion() ? field.schema().getTypes() : List.of(field.schema());
    return types.stream()
        .anyMatch(
            type ->
                switch (type.getType()) {
                  case INT, LONG, FLOAT, DOUBLE -> true;
                  // Money is an exact decimal in a string.
                  case STRING -> field.name().matches("usd.*|.*Usd");
                  default -> false;
                });
  }

  @Test
  void everyEnumHasUnknownForWhatIsNew() {
    var problems = new ArrayList<String>();
    everyType(
        schema -> {
          if (schema.getDoc() == null || schema.getDoc().isBlank()) {
            problems.add(schema.getFullName() + " has no doc");
          }
          if (schema.getType() == Schema.Type.ENUM && !"UNKNOWN".equals(schema.getEnumDefault())) {
            problems.add(schema.getFullName() + " has no default symbol UNKNOWN");
          }
        });
    assertEquals(List.of(), problems);
  }

  private record Place(Schema record, Schema.Field field) {
    @Override
    public String toString() {
      return record.getName() + "." + field.name();
    }
  }

  private static void everyField(Consumer<Place> visitor) {
    everyType(
        schema -> {
          if (schema.getType() == Schema.Type.RECORD) {
            schema.getFields().forEach(field -> visitor.accept(new Place(schema, field)));
          }
        });
  }

  /** Visits each record and enum once. */
  private static void everyType(Consumer<Schema> visitor) {
    var named = new TreeMap<String, Schema>();
    present().values().forEach(schema -> collect(schema, named));
    named.values().forEach(visitor);
  }

  private static void collect(Schema schema, Map<String, Schema> named) {
    switch (schema.getType()) {
      case RECORD -> {
        if (named.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), named));
        }
      }
      case ENUM -> named.putIfAbsent(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), named);
      case MAP -> collect(schema.getValueType(), named);
      case UNION -> schema.getTypes().forEach(type -> collect(type, named));
      default -> {}
    }
  }

  /** Schemas of the catalogue's records by full name. */
  private static Map<String, Schema> present() {
    var schemas = new TreeMap<String, Schema>();
    var data = SpecificData.getForClass(Outcome.class);
    for (var topic : Topic.values()) {
      if (topic.value() != null) {
        var schema = data.getSchema(topic.value());
        schemas.put(schema.getFullName(), schema);
      }
    }
    return schemas;
  }

  private static List<Path> versions() throws IOException {
    try (Stream<Path> versions = Files.list(HISTORY)) {
      return versions.sorted(SchemaHistoryTest::byNumbers).toList();
    }
  }

  private static int byNumbers(Path one, Path other) {
    var left = one.getFileName().toString().split("\\.");
    var right = other.getFileName().toString().split("\\.");
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int order = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static Map<String, Schema> schemas(Path version) throws IOException {
    var schemas = new TreeMap<String, Schema>();
    try (var files = Files.list(version)) {
      for (var file : files.toList()) {
        var schema = new Schema.Parser().parse(Files.readString(file));
        schemas.put(schema.getFullName(), schema);
      }
    }
    return schemas;
  }
}
