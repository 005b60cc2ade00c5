package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Head;
import dev.skyvane.metrics.slice.Sample;
import dev.skyvane.schemas.record.LatencyStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The table of a task: of deployments or of regions. Not thread-safe. */
final class Table {
  private final KeyValueStore<Bytes, byte[]> store;
  private final Rules rules;
  private final TableMeters meters;
  private final BiConsumer<String, @Nullable LatencyStats> emit;
  private final Slices slices;
  private final Pace pace;
  private final StreamTime time = new StreamTime();
  private final Map<String, Head> heads = new HashMap<>();

  /**
   * @param emit takes a key and its newest state; null: it is taken back
   */
  Table(
      KeyValueStore<Bytes, byte[]> store,
      Rules rules,
      TableMeters meters,
      BiConsumer<String, @Nullable LatencyStats> emit) {
    this.store = store;
    this.rules = rules;
    this.meters = meters;
    this.emit = emit;
    this.slices = new Slices(store, rules);
    this.pace = new Pace(rules.emitEvery());
  }

  /**
   * Takes an outcome in. True if it counted.
   *
   * @param clock ms since 1970-01-01 UTC by the wall clock
   */
  boolean add(Sample sample, long clock) {
    time.observe(sample.time(), clock);
    var counted = slices.count(sample, time.now());
    meters.count(counted);
    if (counted != Slices.Counted.NEW) {
      return false;
    }
    var name = sample.name();
    var head = heads.computeIfAbsent(name, this::load);
    boolean deviates = head.add(sample, rules.decay());
    store.put(Keys.head(name), head.encode());
    if (deviates) {
      meters.deviated();
    }
    if (pace.changed(name, deviates, clock)) {
      emit(name, head);
    }
    return true;
  }

  private Head load(String name) {
    var stored = store.get(Keys.head(name));
    return stored == null ? new Head() : Head.decode(stored);
  }

  private void emit(String name, Head head) {
    emit.accept(
        name,
        Stats.of(name, head, slices.newestMinute(name, head.updatedAt()), slices.profile(name)));
    meters.emitted();
  }

  /** Emits what had to wait. */
  void emitDue(long clock) {
    for (var name : pace.due(clock)) {
      var head = heads.get(name);
      if (head != null) {
        emit(name, head);
      }
    }
  }

  /** Seals and derives what is due; lets time go on where no outcome comes. */
  void close(long clock) {
    time.step(clock);
    if (time.now() > 0) {
      slices.close(time.now());
    }
  }

  /** Deletes what is older than is kept. */
  void expire() {
    slices.expire(time.now());
  }

  /** Takes back the targets that are gone. */
  void sweep(Predicate<String> gone) {
    var all = new ArrayList<String>();
    var range = Keys.heads();
    try (var entries = store.range(range.from(), range.to())) {
      entries.forEachRemaining(
          each -> {
            // The range's end, the first key of the next kind, is none that is ever written.
            all.add(Keys.name(each.key));
          });
    }
    for (var name : all) {
      if (gone.test(name.substring(0, name.lastIndexOf('@')))) {
        store.delete(Keys.head(name));
        store.delete(Keys.profile(name));
        heads.remove(name);
        pace.forget(name);
        emit.accept(name, null);
      }
    }
  }
}
