package dev.skyvane.metrics.query;

import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.metrics.slice.Head;
import dev.skyvane.metrics.slice.Profile;
import dev.skyvane.metrics.slice.Slice;
import dev.skyvane.metrics.table.Keys;
import dev.skyvane.metrics.table.Stats;
import dev.skyvane.schemas.record.LatencyStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** What a store knows of a target as seen from a vantage. */
final class History {
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  History(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Names ({@code target@vantage}) of a target, or of all. */
  List<String> names(Optional<String> target) {
    var range = target.map(Keys::heads).orElseGet(Keys::heads);
    var names = new ArrayList<String>();
    try (var entries = store.range(range.from(), range.to())) {
      entries.forEachRemaining(each -> names.add(Keys.name(each.key)));
    }
    return names;
  }

  /** The newest state, as routers read it. */
  Optional<LatencyStats> latest(String name) {
    var stored = store.get(Keys.head(name));
    if (stored == null) {
      return Optional.empty();
    }
    var head = Head.decode(stored);
    var minute = Slice.sum();
    long last = Granularity.TEN_SECONDS.start(head.updatedAt());
    stored(Granularity.TEN_SECONDS, name, Stats.windowStart(head.updatedAt()), last)
        .values()
        .forEach(minute::add);
    return Optional.of(Stats.of(name, head, minute, profile(name)));
  }

  /** The profile of the day. */
  Profile profile(String name) {
    var stored = store.get(Keys.profile(name));
    return stored == null ? new Profile() : Profile.decode(stored);
  }

  /**
   * Slices by their start.
   *
   * @param first least start, ms since 1970-01-01 UTC
   * @param last greatest start
   */
  SortedMap<Long, Slice> slices(Granularity granularity, String name, long first, long last) {
    var found = stored(granularity, name, first, last);
    if (granularity == Granularity.TEN_SECONDS) {
      return found;
    }
    var stored = store.get(Keys.head(name));
    long newest = stored == null ? last : Head.decode(stored).updatedAt();
    // At most the newest span and the one before it, whose grace may not have passed.
    long open = granularity.start(newest) - granularity.size();
    for (long start = open; start <= newest; start += granularity.size()) {
      if (start >= first && start <= last && !found.containsKey(start)) {
        var sum = Slice.sum();
        var finer = Granularity.values()[granularity.ordinal() - 1];
        slices(finer, name, start, start + granularity.size() - 1).values().forEach(sum::add);
        if (sum.count() > 0) {
          found.put(start, sum);
        }
      }
    }
    return found;
  }

  private SortedMap<Long, Slice> stored(
      Granularity granularity, String name, long first, long last) {
    var found = new TreeMap<Long, Slice>();
    var range = Keys.slices(granularity, name, Math.max(0, first), Math.max(0, last));
    try (var entries = store.range(range.from(), range.to())) {
      entries.forEachRemaining(
          each -> found.put(Keys.sliceStart(each.key), Slice.decode(each.value)));
    }
    return found;
  }
}
