package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Wire;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page on clients shows the examples as they are run, and every header and error code. */
class ClientsPageTest {
  static final Path PAGE = Path.of("..", "docs", "clients.md");

  static List<String> examples() throws IOException {
    var folder = Objects.requireNonNull(Example.file("kcat.sh").getParent());
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void thePageShowsWhatIsRun(String example) throws IOException {
    var source = Files.readString(Example.file(example));
    assertTrue(
        Pattern.compile("^```\\w+\n" + Pattern.quote(source) + "```$", Pattern.MULTILINE)
            .matcher(Files.readString(PAGE))
            .find(),
        () -> "copy router/src/test/resources/clients/" + example + " into " + PAGE);
  }

  @Test
  void everyHeaderIsExplained() throws IllegalAccessException, IOException {
    var explained = firstCells();
    for (var field : Wire.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        var name = (String) field.get(null);
        assertTrue(explained.contains(name), name);
      }
    }
  }

  @Test
  void everyErrorCodeHasAWayOut() throws IOException {
    var page = Files.readString(PAGE);
    var listed =
        Pattern.compile("^\\| `([a-z-]+)` \\| .* \\| (?:reply|dead letter) \\|$", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(row -> row.group(1))
            .toList();
    assertEquals(Arrays.stream(Problem.Code.values()).map(Problem.Code::text).toList(), listed);
  }

  /** Names in the first column of the page's tables. */
  static TreeSet<String> firstCells() throws IOException {
    return Files.readString(PAGE)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
