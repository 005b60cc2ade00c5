package dev.skyvane.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The floors of the house: a room uses only rooms below it, and floor 2 meets only in topics. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HouseTest {
  private static final String ROOT = "dev.skyvane.";

  /** The rooms on the class path of the product, by their package. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          entry("schemas", 0),
          entry("catalog", 1),
          entry("provider", 1),
          entry("embedded", 1),
          entry("emulator", 1),
          entry("stream", 1),
          entry("metrics", 2),
          entry("cost", 2),
          entry("router", 2),
          entry("connect", 2),
          entry("standalone", 3));

  /** What only tests and the lab may use, and what stands on the same floor as standalone. */
  private static final List<String> NOWHERE = List.of("testkit", "chaos", "bench");

  /** Rooms of floor 1 and 0 that use nothing of ours at all. */
  private static final List<String> ALONE = List.of("schemas", "provider", "emulator");

  private JavaClasses classes;

  @BeforeAll
  void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.skyvane");
  }

  static List<String> rooms() {
    return List.copyOf(new TreeSet<>(FLOORS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyRoomsBelow(String room) {
    assertTrue(
        classes.stream().anyMatch(type -> type.getPackageName().startsWith(ROOT + room)),
        "no class of " + room + " was read");
    var forbidden = new TreeSet<>(NOWHERE);
    FLOORS.forEach(
        (other, floor) -> {
          if (!other.equals(room) && floor >= FLOORS.get(room)) {
            forbidden.add(other);
          }
        });
    noClasses()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            forbidden.stream().map(each -> ROOT + each + "..").toArray(String[]::new))
        .because("a room uses only rooms of lower floors")
        .check(classes);
  }

  @Test
  void theLowestRoomsStandAlone() {
    for (var room : ALONE) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + room + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              FLOORS.keySet().stream()
                  .filter(other -> !other.equals(room))
                  .map(other -> ROOT + other + "..")
                  .toArray(String[]::new))
          .check(classes);
    }
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void packagesOfARoomHaveNoCycles(String room) {
    slices().assignedFrom(new Packages(ROOT + room)).should().beFreeOfCycles().check(classes);
  }

  @Test
  void everyPackageSaysWhatItPromises() throws IOException {
    var silent = new TreeSet<String>();
    for (var sources : sources()) {
      try (var files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(Path::getParent)
            .distinct()
            // A single-file program has no package.
            .filter(folder -> !folder.equals(sources))
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .forEach(folder -> silent.add(folder.toString()));
      }
    }
    assertEquals(List.of(), List.copyOf(silent), "packages without package-info.java");
  }

  /** Each package of a room is a slice, the room's own package included. */
  private record Packages(String room) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      var name = type.getPackageName();
      return name.equals(room) || name.startsWith(room + ".")
          ? SliceIdentifier.of(name)
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of " + room;
    }
  }

  private static List<Path> sources() throws IOException {
    try (var folders = Files.walk(Path.of(".."), 5)) {
      var found =
          folders
              .filter(Files::isDirectory)
              .filter(folder -> folder.endsWith(Path.of("src", "main", "java")))
              .toList();
      assertTrue(found.size() >= FLOORS.size(), found.toString());
      return found;
    }
  }
}
