package dev.skyvane.notrun;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/**
 * Ends a build with the list of tests that were not run, and why: {@code not run: X, because Y}.
 *
 * <p>Reads what the build left behind, so that modules need not take part: the test reports (a
 * skipped test gives its reason) and the compiled tests (one tagged {@code interop} without a
 * report was left out by its tag).
 *
 * <p>Arguments: the directory above all modules, and the time at which the build started (ISO
 * 8601); older reports are of another build.
 */
final class NotRun {
  private static final String TAG = "interop";
  private static final int DEPTH = 4;

  /** Reasons, and under each the tests. */
  private final TreeMap<String, TreeSet<String>> found = new TreeMap<>();

  private final Set<String> reported = new TreeSet<>();

  private NotRun() {}

  public static void main(String[] arguments) throws Exception {
    var root = Path.of(arguments[0]);
    var since = Instant.parse(arguments[1]);
    var list = new NotRun();
    for (var directory : targets(root)) {
      list.readReports(directory.resolve("surefire-reports"), since);
      list.readReports(directory.resolve("failsafe-reports"), since);
    }
    for (var directory : targets(root)) {
      list.readClasses(directory.resolve("test-classes"));
    }
    list.print();
  }

  private static List<Path> targets(Path root) throws IOException {
    try (var paths =
        Files.find(
            root,
            DEPTH,
            (path, attributes) ->
                attributes.isDirectory()
                    && path.endsWith("target")
                    && Files.exists(path.resolveSibling("pom.xml")))) {
      return paths.sorted().toList();
    }
  }

  private void readReports(Path directory, Instant since) throws Exception {
    if (!Files.isDirectory(directory)) {
      return;
    }
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    for (var report : list(directory, "TEST-", ".xml")) {
      if (Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
        continue;
      }
      var cases =
          factory.newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
      for (var index = 0; index < cases.getLength(); index++) {
        readCase((Element) cases.item(index));
      }
    }
  }

  private void readCase(Element test) {
    var type = test.getAttribute("classname");
    reported.add(type);
    var skipped = test.getElementsByTagName("skipped");
    if (skipped.getLength() > 0) {
      var reason = reason((Element) skipped.item(0));
      var name = test.getAttribute("name");
      add(simple(type) + (name.isEmpty() || name.equals(type) ? "" : "." + name), reason);
    }
  }

  private static String reason(Element skipped) {
    var message = skipped.getAttribute("message");
    if (message.isBlank()) {
      // An aborted test has the exception and its stack trace instead.
      message = skipped.getTextContent().lines().findFirst().orElse("");
      message = message.replaceFirst("^[\\w.]+Exception: ", "");
    }
    message = message.replaceFirst("^not run: (\\S+), because ", "$1: ");
    return message.isBlank() ? "it gives no reason" : message;
  }

  private void readClasses(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file :
          (Iterable<Path>) files.filter(one -> one.toString().endsWith(".class"))::iterator) {
        readClass(file);
      }
    }
  }

  private void readClass(Path file) throws IOException {
    var model = ClassFile.of().parse(file);
    var name = model.thisClass().asInternalName().replace('/', '.');
    var methods =
        model.methods().stream()
            .filter(NotRun::tagged)
            .map(method -> "." + method.methodName().stringValue());
    var names = tagged(model) ? Stream.of("") : methods;
    // A class with other tests has a report; whether a method of it ran is not looked up there.
    if (!reported.contains(name)) {
      names.forEach(
          method -> add(simple(name) + method, "it needs foreign programs: -P" + TAG + " runs it"));
    }
  }

  private static boolean tagged(AttributedElement element) {
    return element
        .findAttribute(Attributes.runtimeVisibleAnnotations())
        .map(attribute -> attribute.annotations().stream().anyMatch(NotRun::isTag))
        .orElse(false);
  }

  private static boolean isTag(Annotation annotation) {
    return annotation.className().equalsString("Lorg/junit/jupiter/api/Tag;")
        && annotation.elements().getFirst().value() instanceof AnnotationValue.OfString value
        && value.stringValue().equals(TAG);
  }

  private static List<Path> list(Path directory, String start, String end) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .filter(file -> file.getFileName().toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private void add(String test, String reason) {
    found.computeIfAbsent(reason, key -> new TreeSet<>()).add(test);
  }

  private void print() {
    if (found.isEmpty()) {
      System.out.println("every test was run");
    }
    found.forEach(
        (reason, tests) ->
            tests.forEach(test -> System.out.println("not run: " + test + ", because " + reason)));
  }
}
