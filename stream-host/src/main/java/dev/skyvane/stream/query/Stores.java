package dev.skyvane.stream.query;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Where partitions of stores are, and those that are here. Thread-safe. */
public interface Stores extends Globals {
  /** How a partition is held. */
  enum Role {
    ACTIVE,
    STANDBY,
    RESTORING;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A partition on this instance.
   *
   * @param lagRecords changes that are not in it yet; empty: not known
   * @param ageMs all that had happened this long ago is in it; empty: not known
   */
  record Held(Shard shard, Role role, OptionalLong lagRecords, OptionalLong ageMs) {
    /**
     * Whether it is the owner's, or a copy that has been whole: nothing may be missing for long.
     */
    boolean sound() {
      return role == Role.ACTIVE || ageMs.isPresent();
    }
  }

  /**
   * Who has a partition.
   *
   * @param addresses {@code host:port}, the best first
   */
  record Place(int partition, List<String> addresses) {}

  /** This instance's own address. */
  String address();

  /**
   * The place of a key.
   *
   * @throws QueryException 503 where it is not known now
   */
  Place locate(String store, String key);

  /**
   * The places of all partitions.
   *
   * @throws QueryException 503 where they are not known now
   */
  List<Place> locate(String store);

  /** A partition, if it is here in whatever role. */
  Optional<Held> open(String store, int partition);
}
