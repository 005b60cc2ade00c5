package dev.skyvane.embedded.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's rules: which changes are taken, and what they are. Thread-safe. Failures are
 * {@link RegistryError}.
 */
final class Registry implements AutoCloseable {
  /** What holds where nobody said otherwise: old and new programs run side by side. */
  static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.FULL_TRANSITIVE;

  /** Longest wait for the journal at the start. */
  private static final Duration START = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

  private final ReentrantLock changing = new ReentrantLock();
  private final RegistryJournal journal;
  private volatile RegistryState state;

  /** Whether memory may differ from the journal, because an append did not end well. */
  private boolean inDoubt;

  /** What a request changes and what is answered to it. */
  private record Decision<T>(List<Change> changes, T answer) {}

  /**
   * Reads the journal to its end first.
   *
   * @throws KafkaException if it can't be read
   */
  Registry(RegistryJournal journal) {
    this.journal = journal;
    this.state = firstReplayed();
  }

  /** At its start a broker may need longer than a request may take. */
  private RegistryState firstReplayed() {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        return replayed();
      } catch (RetriableException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LOG.info("The registry's journal does not answer yet: {}", e.toString());
      }
    }
  }

  private RegistryState replayed() {
    var fresh = new RegistryState();
    journal.replay(fresh::apply);
    return fresh;
  }

  /** What is known now. */
  SchemaView view() {
    return new SchemaView(state);
  }

  private <T> T change(Function<SchemaView, Decision<T>> decide) {
    changing.lock();
    try {
      try {
        return decideAndAppend(decide);
      } catch (KafkaException e) {
        if (!replaced(e)) {
          throw e;
        }
        // Another registry changed the journal: decide again on what it holds now.
        return decideAndAppend(decide);
      }
    } catch (KafkaException e) {
      LOG.warn("The registry's journal did not take a change: {}", e.toString());
      throw RegistryError.journal(e);
    } finally {
      changing.unlock();
    }
  }

  private <T> T decideAndAppend(Function<SchemaView, Decision<T>> decide) {
    if (inDoubt) {
      state = replayed();
      inDoubt = false;
    }
    var decision = decide.apply(view());
    if (!decision.changes().isEmpty()) {
      inDoubt = true;
      journal.append(decision.changes());
      inDoubt = false;
      decision.changes().forEach(state::apply);
    }
    return decision.answer();
  }

  private static boolean replaced(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  /** Registers a schema and returns its version; the one that is there if it is known. */
  RegisteredVersion register(String subject, GivenSchema given) {
    return change(
        view -> {
          if (subject.isBlank()) {
            throw RegistryError.of(42208, "A subject needs a name");
          }
          var parsed = view.parse(given);
          var schema = new GivenSchema(parsed.toString(), given.references());
          var identity = schema.identity();
          var live = view.live(subject);
          for (var version : live) {
            if (version.given().identity().equals(identity)) {
              return new Decision<>(List.of(), version);
            }
          }
          requireWritable(view, subject);
          var problems = view.incompatibilities(subject, parsed, view.toCompare(subject));
          if (!problems.isEmpty()) {
            throw RegistryError.of(
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"%s\", level %s, details: %s"
                    .formatted(subject, view.effectiveLevel(subject), problems));
          }
          var all = view.state().versions(subject);
          int number = all.isEmpty() ? 1 : all.getLast().version() + 1;
          int id = view.state().id(identity).orElse(view.state().highestId() + 1);
          var version =
              new RegisteredVersion(subject, number, id, schema.text(), schema.references(), false);
          return new Decision<>(List.of(new Change.VersionSet(version)), version);
        });
  }

  private static void requireWritable(SchemaView view, String subject) {
    if (view.effectiveMode(subject) == Mode.READONLY) {
      throw RegistryError.of(
          42205, "Subject " + subject + " is in read-only mode; PUT /mode to change that");
    }
  }

  /** Deletes a subject and returns the numbers of the versions that went. */
  List<Integer> deleteSubject(String subject, boolean permanent) {
    return change(
        view -> {
          requireWritable(view, subject);
          var all = view.state().versions(subject);
          if (all.isEmpty()) {
            throw RegistryError.noSubject(subject);
          }
          var live = view.live(subject);
          if (permanent && !live.isEmpty()) {
            throw RegistryError.of(
                40405,
                "Subject '%s' was not deleted first before being permanently deleted"
                    .formatted(subject));
          }
          if (!permanent && live.isEmpty()) {
            throw RegistryError.of(
                40404,
                "Subject '%s' was soft deleted. Set permanent=true to delete permanently"
                    .formatted(subject));
          }
          var gone = permanent ? all : live;
          var changes = new ArrayList<Change>();
          gone.forEach(version -> changes.addAll(deletion(view, version, permanent)));
          if (view.state().level(subject).isPresent()) {
            changes.add(new Change.LevelSet(subject, null));
          }
          if (view.state().mode(subject).isPresent()) {
            changes.add(new Change.ModeSet(subject, null));
          }
          return new Decision<>(changes, gone.stream().map(RegisteredVersion::version).toList());
        });
  }

  /** Deletes a version and returns its number. */
  int deleteVersion(String subject, String name, boolean permanent) {
    return change(
        view -> {
          requireWritable(view, subject);
          var version = view.version(subject, name, true);
          if (permanent && !version.deleted()) {
            throw RegistryError.of(
                40407,
                "Subject '%s' Version %s was not deleted first before being permanently deleted"
                    .formatted(subject, version.version()));
          }
          if (!permanent && version.deleted()) {
            throw RegistryError.of(
                40406,
                "Subject '%s' Version %s was soft deleted. Set permanent=true to delete permanently"
                    .formatted(subject, version.version()));
          }
          return new Decision<>(deletion(view, version, permanent), version.version());
        });
  }

  private static List<Change> deletion(
      SchemaView view, RegisteredVersion version, boolean permanent) {
    var referring = view.state().referringTo(version.subject(), version.version());
    if (!referring.isEmpty()) {
      throw RegistryError.of(
          42206,
          "One or more references exist to the schema of subject '%s' version %d, as from '%s'"
              .formatted(version.subject(), version.version(), referring.getFirst().subject()));
    }
    if (!permanent) {
      return List.of(new Change.VersionSet(version.markedDeleted()));
    }
    // Compaction forgets the version, and its id must not be given to another schema.
    return List.of(
        new Change.IdsUsed(view.state().highestId()),
        new Change.VersionDropped(version.subject(), version.version()));
  }

  /** Sets a level; an empty subject means the global one. */
  void setLevel(String subject, CompatibilityLevel level) {
    change(view -> new Decision<>(List.of(new Change.LevelSet(subject, level)), level));
  }

  /** Takes a level back and returns what it was. */
  CompatibilityLevel clearLevel(String subject) {
    return change(
        view -> {
          var level = view.ownLevel(subject);
          return new Decision<>(List.of(new Change.LevelSet(subject, null)), level);
        });
  }

  /** Sets a mode; an empty subject means the global one. */
  void setMode(String subject, Mode mode) {
    change(view -> new Decision<>(List.of(new Change.ModeSet(subject, mode)), mode));
  }

  /** Takes a mode back and returns what it was. */
  Mode clearMode(String subject) {
    return change(
        view -> {
          var mode = view.ownMode(subject);
          return new Decision<>(List.of(new Change.ModeSet(subject, null)), mode);
        });
  }

  @Override
  public void close() {
    changing.lock();
    try {
      journal.close();
    } finally {
      changing.unlock();
    }
  }
}
