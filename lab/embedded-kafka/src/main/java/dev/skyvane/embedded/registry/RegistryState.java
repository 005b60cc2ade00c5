package dev.skyvane.embedded.registry;

import dev.skyvane.embedded.registry.GivenSchema.Identity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What the registry knows, in memory. Thread-safe; no call waits for anything but another call. */
final class RegistryState {
  /** The subject name under which level and mode of the whole registry are kept. */
  static final String GLOBAL = "";

  private final NavigableMap<String, NavigableMap<Integer, RegisteredVersion>> subjects =
      new TreeMap<>();
  private final Map<Integer, NavigableMap<String, RegisteredVersion>> byId = new HashMap<>();
  private final Map<Identity, Integer> ids = new HashMap<>();
  private final Map<String, CompatibilityLevel> levels = new HashMap<>();
  private final Map<String, Mode> modes = new HashMap<>();
  private int highestId;

  synchronized void apply(Change change) {
    switch (change) {
      case Change.VersionSet(var version) -> set(version);
      case Change.VersionDropped(var subject, var version) -> drop(subject, version);
      case Change.LevelSet(var subject, var level) -> {
        if (level == null) {
          levels.remove(subject);
        } else {
          levels.put(subject, level);
        }
      }
      case Change.ModeSet(var subject, var mode) -> {
        if (mode == null) {
          modes.remove(subject);
        } else {
          modes.put(subject, mode);
        }
      }
      case Change.IdsUsed(var highest) -> highestId = Math.max(highestId, highest);
    }
  }

  private void set(RegisteredVersion version) {
    subjects
        .computeIfAbsent(version.subject(), subject -> new TreeMap<>())
        .put(version.version(), version);
    byId.computeIfAbsent(version.id(), id -> new TreeMap<>()).put(place(version), version);
    ids.put(version.given().identity(), version.id());
    highestId = Math.max(highestId, version.id());
  }

  private void drop(String subject, int number) {
    var versions = subjects.get(subject);
    var version = versions == null ? null : versions.remove(number);
    if (versions == null || version == null) {
      return;
    }
    if (versions.isEmpty()) {
      subjects.remove(subject);
    }
    var same = byId.get(version.id());
    if (same != null) {
      same.remove(place(version));
      if (same.isEmpty()) {
        byId.remove(version.id());
        ids.remove(version.given().identity());
      }
    }
  }

  private static String place(RegisteredVersion version) {
    return version.subject() + ' ' + version.version();
  }

  /** Names of all subjects, in order; those with deleted versions alone included. */
  synchronized List<String> subjects() {
    return List.copyOf(subjects.keySet());
  }

  /** All versions of a subject in order, deleted ones included; empty if there is none. */
  synchronized List<RegisteredVersion> versions(String subject) {
    var versions = subjects.get(subject);
    return versions == null ? List.of() : List.copyOf(versions.values());
  }

  /** Where the schema of an id is registered, deleted versions included. */
  synchronized Collection<RegisteredVersion> withId(int id) {
    var versions = byId.get(id);
    return versions == null ? List.of() : List.copyOf(versions.values());
  }

  /** Versions that refer to this one, deleted ones left out. */
  synchronized List<RegisteredVersion> referringTo(String subject, int version) {
    var referring = new ArrayList<RegisteredVersion>();
    for (var versions : subjects.values()) {
      for (var candidate : versions.values()) {
        if (!candidate.deleted()
            && candidate.references().stream()
                .anyMatch(
                    reference ->
                        reference.subject().equals(subject) && reference.version() == version)) {
          referring.add(candidate);
        }
      }
    }
    return referring;
  }

  synchronized Optional<Integer> id(Identity identity) {
    return Optional.ofNullable(ids.get(identity));
  }

  /** The highest id ever given. */
  synchronized int highestId() {
    return highestId;
  }

  synchronized Optional<CompatibilityLevel> level(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  synchronized Optional<Mode> mode(String subject) {
    return Optional.ofNullable(modes.get(subject));
  }
}
