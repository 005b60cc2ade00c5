package dev.skyvane.router.intake;

import dev.skyvane.router.parking.Parked;
import java.util.Optional;
import java.util.SortedMap;

/** What an assignment of a partition begins with. Thread-safe. */
public interface Opened extends AutoCloseable {

  /** Through what it writes. */
  Writing writing();

  /** What is parked, by the offsets of the source records: given once, to whoever restores it. */
  SortedMap<Long, Parked> parked();

  /** What ended its writing, if anything did: another owner has fenced it, or it can't go on. */
  Optional<Exception> broken();

  /** Writes what is left, for a bounded time, and ends. */
  @Override
  void close();
}
