package dev.skyvane.embedded.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Questions to what the registry knows. Failures are {@link RegistryError}. */
record SchemaView(RegistryState state) {
  /** The versions of a subject that are not deleted, in order. */
  List<RegisteredVersion> live(String subject) {
    return state.versions(subject).stream().filter(version -> !version.deleted()).toList();
  }

  /**
   * A version by its number, {@code latest} or -1.
   *
   * @param deleted whether deleted ones are found too
   */
  RegisteredVersion version(String subject, String name, boolean deleted) {
    int number = number(name);
    var versions = deleted ? state.versions(subject) : live(subject);
    if (versions.isEmpty()) {
      throw RegistryError.noSubject(subject);
    }
    if (number < 0) {
      var live = live(subject);
      return live.isEmpty() ? versions.getLast() : live.getLast();
    }
    return versions.stream()
        .filter(version -> version.version() == number)
        .findFirst()
        .orElseThrow(() -> RegistryError.noVersion(name));
  }

  private static int number(String name) {
    if (name.equals("latest") || name.equals("-1")) {
      return -1;
    }
    try {
      int number = Integer.parseInt(name);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, together with numbers that can't be a version's.
    }
    throw RegistryError.of(
        42202,
        "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
            .formatted(name));
  }

  /** The version of a subject that has this schema. */
  RegisteredVersion find(String subject, GivenSchema given, boolean deleted) {
    if (state.versions(subject).isEmpty() || !deleted && live(subject).isEmpty()) {
      throw RegistryError.noSubject(subject);
    }
    var identity = new GivenSchema(parse(given).toString(), given.references()).identity();
    var found = Optional.<RegisteredVersion>empty();
    for (var version : deleted ? state.versions(subject) : live(subject)) {
      if (version.given().identity().equals(identity)) {
        found = Optional.of(version);
      }
    }
    return found.orElseThrow(() -> RegistryError.noSchema(""));
  }

  /** The text of an id, from whichever version. */
  RegisteredVersion byId(int id) {
    return state.withId(id).stream()
        .findFirst()
        .orElseThrow(() -> RegistryError.noSchema(id + " "));
  }

  /** The schema that a request gives, with what it refers to. */
  Schema parse(GivenSchema given) {
    if (given.text().isBlank()) {
      throw RegistryError.invalidSchema("it is empty");
    }
    var parser = new Schema.Parser();
    try {
      parseReferences(given.references(), parser, new HashSet<>());
      return parser.parse(given.text());
    } catch (AvroRuntimeException e) {
      throw RegistryError.invalidSchema(String.valueOf(e.getMessage()));
    }
  }

  private void parseReferences(List<Reference> references, Schema.Parser parser, Set<String> seen) {
    for (var reference : references) {
      if (seen.add(reference.name())) {
        var version = version(reference.subject(), Integer.toString(reference.version()), true);
        parseReferences(version.references(), parser, seen);
        parser.parse(version.schema());
      }
    }
  }

  /** The versions that a new schema of the subject is compared with, newest first. */
  List<RegisteredVersion> toCompare(String subject) {
    var live = live(subject);
    if (live.isEmpty() || effectiveLevel(subject) == CompatibilityLevel.NONE) {
      return List.of();
    }
    return effectiveLevel(subject).transitive() ? live.reversed() : List.of(live.getLast());
  }

  /** Why a schema does not go with earlier versions by the subject's level; empty if it does. */
  List<String> incompatibilities(String subject, Schema schema, List<RegisteredVersion> earlier) {
    var level = effectiveLevel(subject);
    var problems = new ArrayList<String>();
    for (var version : earlier) {
      for (var problem : level.problems(schema, parse(version.given()))) {
        problems.add("version " + version.version() + ": " + problem);
      }
    }
    return problems;
  }

  CompatibilityLevel effectiveLevel(String subject) {
    return state
        .level(subject)
        .or(() -> state.level(RegistryState.GLOBAL))
        .orElse(Registry.DEFAULT_LEVEL);
  }

  /** The subject's own level; the global one always has one. */
  CompatibilityLevel ownLevel(String subject) {
    if (subject.equals(RegistryState.GLOBAL)) {
      return effectiveLevel(subject);
    }
    return state
        .level(subject)
        .orElseThrow(
            () ->
                RegistryError.of(
                    40408,
                    "Subject '%s' does not have subject-level compatibility configured"
                        .formatted(subject)));
  }

  Mode effectiveMode(String subject) {
    return state.mode(subject).or(() -> state.mode(RegistryState.GLOBAL)).orElse(Mode.READWRITE);
  }

  /** The subject's own mode; the global one always has one. */
  Mode ownMode(String subject) {
    if (subject.equals(RegistryState.GLOBAL)) {
      return effectiveMode(subject);
    }
    return state
        .mode(subject)
        .orElseThrow(
            () ->
                RegistryError.of(
                    40409,
                    "Subject '%s' does not have subject-level mode configured".formatted(subject)));
  }
}
