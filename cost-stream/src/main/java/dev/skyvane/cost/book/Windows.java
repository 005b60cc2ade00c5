package dev.skyvane.cost.book;

import dev.skyvane.cost.charge.Charge;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Counts charges into windows. Used by one thread; {@link WindowView} reads. */
public final class Windows {
  private static final List<Step> BY_TIME = List.of(Step.TEN_SECONDS, Step.MINUTE, Step.HOUR);

  /** Some ten windows for each of hundreds of deployments, regions, functions and tenants. */
  private static final int MOST_DECODED = 10_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final WindowView view;

  /**
   * Windows of late beside the store, which is written with every change: each outcome changes
   * twenty, and reading them again would take as long as all the rest.
   */
  private final Map<Bytes, Sums> decoded =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Sums> eldest) {
          return size() > MOST_DECODED;
        }
      };

  public Windows(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    this.view = new WindowView(store);
  }

  /** What was counted. */
  public WindowView view() {
    return view;
  }

  /**
   * Counts an attempt once in each of its windows.
   *
   * @param spendUsd see {@link Sums#of}
   */
  public void add(Charge charge, @Nullable BigDecimal spendUsd) {
    Sums sums = Sums.of(charge, spendUsd);
    ids(charge)
        .forEach(
            (dimension, id) -> {
              for (Step step : BY_TIME) {
                add(WindowView.key(dimension, id, step, step.start(charge.at())), sums);
              }
              add(WindowView.key(dimension, id, Step.MONTH, start(charge.month())), sums);
              Head head = view.head(dimension, id).orElseGet(() -> Head.first(charge.account()));
              store.put(
                  WindowView.headKey(dimension, id),
                  head.after(
                          charge.at(),
                          charge.account(),
                          charge.ran(),
                          charge.runMs(),
                          charge.footprint().intensity())
                      .bytes());
            });
  }

  private void add(Bytes key, Sums sums) {
    Sums known = decoded.get(key);
    if (known == null) {
      byte[] stored = store.get(key);
      known = stored == null ? Sums.NOTHING : Sums.of(stored);
    }
    Sums now = known.plus(sums);
    decoded.put(key, now);
    store.put(key, now.bytes());
  }

  /** Forgets windows whose time is over, and what has not been used since. */
  public void expire(long now) {
    decoded.clear();
    for (Dimension dimension : Dimension.values()) {
      for (String id : view.ids(dimension)) {
        boolean empty = true;
        for (Step step : Step.values()) {
          empty &= expire(dimension, id, step, now - step.retentionMs());
        }
        if (empty) {
          store.delete(WindowView.headKey(dimension, id));
        }
      }
    }
  }

  /** Whether nothing is left. */
  private boolean expire(Dimension dimension, String id, Step step, long before) {
    var over = new ArrayList<Bytes>();
    try (var range =
        store.range(
            WindowView.key(dimension, id, step, 0),
            WindowView.key(dimension, id, step, Long.MAX_VALUE))) {
      while (range.hasNext()) {
        Bytes key = range.next().key;
        if (Keys.lastNumber(key) >= before) {
          over.forEach(store::delete);
          return false;
        }
        over.add(key);
      }
    }
    over.forEach(store::delete);
    return true;
  }

  private static Map<Dimension, String> ids(Charge charge) {
    var ids = new EnumMap<Dimension, String>(Dimension.class);
    ids.put(Dimension.REGION, charge.region());
    ids.put(Dimension.DEPLOYMENT, charge.deployment());
    ids.put(Dimension.FUNCTION, charge.function());
    ids.put(Dimension.TENANT, charge.tenant());
    ids.put(Dimension.ACCOUNT, charge.account());
    return ids;
  }

  /** The number that a billing month's window begins with, ms since 1970-01-01 UTC. */
  static long start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
