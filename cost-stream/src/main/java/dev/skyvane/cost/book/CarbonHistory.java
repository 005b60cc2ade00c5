package dev.skyvane.cost.book;

import dev.skyvane.cost.charge.Readings;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Readings of grids by zone and begin, in a store that every partition reads. As thread-safe as its
 * store.
 *
 * <p>What is read depends on what had come when the outcome was counted: a reading that comes later
 * changes nothing that was counted before, and counts for every outcome that is counted after it,
 * whatever time that outcome is of. So does a correction: a reading with the begin of one that is
 * there already.
 */
public final class CarbonHistory implements Readings {
  private static final long KEPT_MS = Duration.ofDays(400).toMillis();

  /** How many readings are looked at to find one that is valid. */
  private static final int MOST_TRIED = 16;

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
  private final long maxAgeMs;

  /**
   * A history.
   *
   * @param maxAgeMs how long after its begin a reading counts, in ms
   */
  public CarbonHistory(ReadOnlyKeyValueStore<Bytes, byte[]> store, long maxAgeMs) {
    this.store = store;
    this.maxAgeMs = maxAgeMs;
  }

  /**
   * Keeps a reading. Of two that begin at one time, the one that is known better stays: measured
   * before estimated before forecast; of two that are as good, the later.
   *
   * @return whether it has an intensity that can be
   */
  public static boolean keep(KeyValueStore<Bytes, byte[]> store, CarbonReading reading) {
    Double grams = reading.getGramsPerKwh();
    if (grams == null || !(grams >= 0 && grams < 1e6)) {
      return false;
    }
    Double fossil = reading.getFossilShare();
    long from = reading.getValidFrom().toEpochMilli();
    var kept =
        new Reading(
            from,
            reading.getValidUntil() == null
                ? Long.MAX_VALUE
                : reading.getValidUntil().toEpochMilli(),
            grams,
            fossil != null && fossil >= 0 && fossil <= 1 ? fossil : null,
            reading.getKind(),
            reading.getSource());
    Bytes key = key(reading.getZone(), from);
    byte[] before = store.get(key);
    if (before == null || rank(kept.kind()) <= rank(read(before).kind())) {
      store.put(key, bytes(kept));
    }
    var over = new ArrayList<Bytes>();
    try (var range = store.range(key(reading.getZone(), 0), key(reading.getZone(), from))) {
      while (range.hasNext()) {
        Bytes old = range.next().key;
        if (Keys.lastNumber(old) >= from - KEPT_MS) {
          break;
        }
        over.add(old);
      }
    }
    over.forEach(store::delete);
    return true;
  }

  @Override
  public Optional<Reading> at(String zone, long at) {
    Reading newest = null;
    try (var range =
        store.reverseRange(key(zone, Math.max(0, at - maxAgeMs)), key(zone, Math.max(0, at)))) {
      for (int tried = 0; range.hasNext() && tried < MOST_TRIED; tried++) {
        Reading reading = read(range.next().value);
        boolean overtaken = newest != null && reading.validUntil() == Long.MAX_VALUE;
        if (reading.speaksOf(at) && !overtaken) {
          return Optional.of(reading);
        }
        newest = newest == null ? reading : newest;
      }
    }
    return Optional.ofNullable(newest);
  }

  private static int rank(ReadingKind kind) {
    return switch (kind) {
      case MEASURED -> 0;
      case ESTIMATED, UNKNOWN -> 1;
      case FORECAST -> 2;
      case YEARLY_AVERAGE -> 3;
    };
  }

  private static Bytes key(String zone, long from) {
    return Keys.of('C').text(zone).number(from).bytes();
  }

  private static byte[] bytes(Reading reading) {
    return Value.write(
        out -> {
          out.writeLong(reading.validFrom());
          out.writeLong(reading.validUntil());
          out.writeDouble(reading.gramsPerKwh());
          Double fossil = reading.fossilShare();
          out.writeDouble(fossil == null ? Double.NaN : fossil);
          out.writeUTF(reading.kind().name());
          out.writeUTF(reading.source());
        });
  }

  private static Reading read(byte[] value) {
    return Value.read(value, CarbonHistory::read);
  }

  private static Reading read(DataInputStream in) throws IOException {
    long from = in.readLong();
    long until = in.readLong();
    double grams = in.readDouble();
    double fossil = in.readDouble();
    return new Reading(
        from,
        until,
        grams,
        Double.isNaN(fossil) ? null : fossil,
        ReadingKind.valueOf(in.readUTF()),
        in.readUTF());
  }
}
