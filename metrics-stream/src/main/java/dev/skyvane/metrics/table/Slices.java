package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.metrics.slice.Profile;
import dev.skyvane.metrics.slice.Sample;
import dev.skyvane.metrics.slice.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The slices of a task: counts outcomes, seals, derives, expires. Not thread-safe. Slices of the
 * last minutes are kept decoded beside the store, which is written with every change.
 */
final class Slices {
  /** Above the six slices that an emission sums up, and the grace. */
  private static final long DECODED_MS = 120_000;

  /** Hours that the profile of the day is made of, so that it follows the seasons. */
  private static final long PROFILE_MS = 28L * 24 * 3_600_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final Rules rules;
  private final Map<String, TreeMap<Long, Slice>> decoded = new HashMap<>();

  /** What became of an outcome. */
  enum Counted {
    NEW,
    DUPLICATE,
    LATE
  }

  Slices(KeyValueStore<Bytes, byte[]> store, Rules rules) {
    this.store = store;
    this.rules = rules;
  }

  /**
   * Counts an outcome in its slice.
   *
   * @param now the task's time, the outcome's own included
   */
  Counted count(Sample sample, long now) {
    var ten = Granularity.TEN_SECONDS;
    long start = ten.start(sample.time());
    if (start + ten.size() + rules.lateLimit() <= now) {
      return Counted.LATE;
    }
    var name = sample.name();
    var ofName = decoded.computeIfAbsent(name, any -> new TreeMap<>());
    var slice = ofName.get(start);
    if (slice == null) {
      var stored = store.get(Keys.slice(ten, name, start));
      slice = stored == null ? Slice.open() : Slice.decode(stored);
      ofName.put(start, slice);
      if (stored == null) {
        store.put(Keys.due(ten, start, name), new byte[0]);
      }
    }
    if (!slice.add(sample)) {
      return Counted.DUPLICATE;
    }
    store.put(Keys.slice(ten, name, start), slice.encode());
    if (!slice.isOpen()) {
      markDue(Granularity.MINUTE, start, name);
    }
    return Counted.NEW;
  }

  /** The sum of the six slices that end with the one of this time: the newest minute. */
  Slice newestMinute(String name, long time) {
    var ten = Granularity.TEN_SECONDS;
    long last = ten.start(time);
    var sum = Slice.sum();
    for (long start = Stats.windowStart(time); start <= last; start += ten.size()) {
      var known = decoded.getOrDefault(name, new TreeMap<>()).get(start);
      if (known != null) {
        sum.add(known);
      } else {
        var stored = store.get(Keys.slice(ten, name, start));
        if (stored != null) {
          var slice = Slice.decode(stored);
          decoded.computeIfAbsent(name, any -> new TreeMap<>()).put(start, slice);
          sum.add(slice);
        }
      }
    }
    return sum;
  }

  /** The profile of the day, as far as hours are complete. */
  Profile profile(String name) {
    var stored = store.get(Keys.profile(name));
    return stored == null ? new Profile() : Profile.decode(stored);
  }

  /** Seals and derives what is due. */
  void close(long now) {
    for (var granularity : Granularity.values()) {
      long before = now - granularity.size() - rules.grace() + 1;
      for (var due : keys(Keys.dueBefore(granularity, Math.max(0, before)))) {
        close(granularity, Keys.dueStart(due), Keys.dueName(due));
        store.delete(due);
      }
    }
    decoded.values().forEach(each -> each.headMap(now - DECODED_MS).clear());
    decoded.values().removeIf(Map::isEmpty);
  }

  private void close(Granularity granularity, long start, String name) {
    switch (granularity) {
      case TEN_SECONDS -> {
        var key = Keys.slice(granularity, name, start);
        var stored = store.get(key);
        if (stored != null) {
          var known = decoded.getOrDefault(name, new TreeMap<>()).get(start);
          var slice = known == null ? Slice.decode(stored) : known;
          slice.seal();
          store.put(key, slice.encode());
          markDue(Granularity.MINUTE, start, name);
        }
      }
      case MINUTE -> {
        derive(granularity, Granularity.TEN_SECONDS, start, name);
        markDue(Granularity.HOUR, start, name);
      }
      case HOUR -> {
        derive(granularity, Granularity.MINUTE, start, name);
        var profile = new Profile();
        read(granularity, name, start - PROFILE_MS, start).forEach(profile::add);
        store.put(Keys.profile(name), profile.encode());
      }
    }
  }

  private void markDue(Granularity granularity, long time, String name) {
    store.put(Keys.due(granularity, granularity.start(time), name), new byte[0]);
  }

  private void derive(Granularity granularity, Granularity of, long start, String name) {
    var sum = Slice.sum();
    read(of, name, start, start + granularity.size() - 1).values().forEach(sum::add);
    store.put(Keys.slice(granularity, name, start), sum.encode());
  }

  private Map<Long, Slice> read(Granularity granularity, String name, long first, long last) {
    var found = new TreeMap<Long, Slice>();
    var range = Keys.slices(granularity, name, Math.max(0, first), last);
    try (var entries = store.range(range.from(), range.to())) {
      entries.forEachRemaining(
          each -> found.put(Keys.sliceStart(each.key), Slice.decode(each.value)));
    }
    return found;
  }

  /** Deletes what is older than is kept. */
  void expire(long now) {
    for (var granularity : Granularity.values()) {
      long oldest = now - granularity.retention() - granularity.size();
      var name = "";
      while (oldest >= 0) {
        var next = firstName(granularity, name);
        if (next.isEmpty()) {
          break;
        }
        name = next;
        keys(Keys.slices(granularity, name, 0, oldest)).forEach(store::delete);
      }
    }
  }

  /** The first name that has slices, behind another; empty: there is none. */
  private String firstName(Granularity granularity, String behind) {
    var range = Keys.slicesBehind(granularity, behind);
    try (var entries = store.range(range.from(), range.to())) {
      return entries.hasNext() ? Keys.sliceName(entries.next().key) : "";
    }
  }

  private List<Bytes> keys(Keys.Range range) {
    var found = new ArrayList<Bytes>();
    try (var entries = store.range(range.from(), range.to())) {
      entries.forEachRemaining(each -> found.add(each.key));
    }
    return found;
  }
}
