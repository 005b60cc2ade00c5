package dev.skyvane.cost.book;

import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads windows. A view of a query may join the partitions of one process: a region, a deployment
 * and an account lie in one partition; a function and a tenant in as many as accounts paid for
 * them, so their windows have to be added up. As thread-safe as its store.
 */
public final class WindowView {
  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  public WindowView(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** What is newest. */
  public Optional<Head> head(Dimension dimension, String id) {
    return Optional.ofNullable(store.get(headKey(dimension, id))).map(Head::of);
  }

  /** All that windows are kept of. */
  public List<String> ids(Dimension dimension) {
    var ids = new ArrayList<String>();
    try (var range = store.range(headPrefix(dimension), after(headPrefix(dimension)))) {
      while (range.hasNext()) {
        byte[] key = range.next().key.get();
        ids.add(new String(key, 6, key.length - 6, StandardCharsets.UTF_8));
      }
    }
    return ids;
  }

  /** The billing month so far. */
  public Sums month(Dimension dimension, String id, YearMonth month) {
    return at(dimension, id, Step.MONTH, Windows.start(month));
  }

  /** The window that a time lies in. */
  public Sums at(Dimension dimension, String id, Step step, long time) {
    long start = step == Step.MONTH ? time : step.start(time);
    byte[] value = store.get(key(dimension, id, step, start));
    return value == null ? Sums.NOTHING : Sums.of(value);
  }

  /**
   * Windows that begin in a time, by their begin.
   *
   * @param from first, ms since 1970-01-01 UTC
   * @param to end, not included
   */
  public NavigableMap<Long, Sums> range(
      Dimension dimension, String id, Step step, long from, long to) {
    var windows = new TreeMap<Long, Sums>();
    if (to <= from) {
      return windows;
    }
    try (var range =
        store.range(
            key(dimension, id, step, Math.max(0, from)), key(dimension, id, step, to - 1))) {
      while (range.hasNext()) {
        var next = range.next();
        windows.put(Keys.lastNumber(next.key), Sums.of(next.value));
      }
    }
    return windows;
  }

  static Bytes key(Dimension dimension, String id, Step step, long start) {
    return Keys.of(Keys.WINDOW)
        .small(dimension.ordinal())
        .text(id)
        .small(step.ordinal())
        .number(start)
        .bytes();
  }

  static Bytes headKey(Dimension dimension, String id) {
    return Keys.of(Keys.HEAD).small(dimension.ordinal()).text(id).bytes();
  }

  private static Bytes headPrefix(Dimension dimension) {
    return Keys.of(Keys.HEAD).small(dimension.ordinal()).bytes();
  }

  private static Bytes after(Bytes prefix) {
    return Bytes.increment(prefix);
  }
}
