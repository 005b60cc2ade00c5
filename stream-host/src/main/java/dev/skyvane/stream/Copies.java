package dev.skyvane.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.LagInfo;
import org.jspecify.annotations.Nullable;

/**
 * When copies of stores were last known to be whole. Kafka's lag says so where changes alone are in
 * a changelog. With {@code exactly_once_v2} it ends with the marker of a transaction, which no copy
 * takes: there a copy is whole if nothing but markers follows it, and was whole at a time if it has
 * by now a change that came after the changelog's end of then. Looked at by one thread, read by
 * any.
 */
final class Copies implements AutoCloseable {
  private static final Duration TAIL = Duration.ofMillis(200);

  private final String application;
  private final Optional<Consumer<byte[], byte[]>> tails;
  private volatile Map<Name, Copy> copies = Map.of();

  private record Name(String store, int partition) {
    @Override
    public String toString() {
      return store + "/" + partition;
    }
  }

  /**
   * A copy as it was last seen; times by {@link System#nanoTime()}.
   *
   * @param whole whether nothing is missing up to the end
   * @param askedAt when the changelog ended at {@code asked}
   * @param wholeAt when it was last known to be whole
   */
  private record Copy(
      long position, long end, boolean whole, long asked, long askedAt, Optional<Long> wholeAt) {}

  /**
   * @param tails reads committed records, owned and closed by this; empty: there are no markers
   */
  Copies(String application, Optional<Consumer<byte[], byte[]>> tails) {
    this.application = application;
    this.tails = tails;
  }

  /**
   * Takes in what Kafka says.
   *
   * @param at before it was asked
   */
  void look(long at, Map<String, Map<Integer, LagInfo>> lags) {
    var now = new HashMap<Name, Copy>();
    lags.forEach(
        (store, partitions) ->
            partitions.forEach(
                (partition, lag) -> {
                  var name = new Name(store, partition);
                  now.put(name, next(name, copies.get(name), at, lag));
                }));
    copies = Map.copyOf(now);
  }

  private Copy next(Name name, @Nullable Copy before, long at, LagInfo lag) {
    long position = lag.currentOffsetPosition();
    long end = lag.endOffsetPosition();
    if (lag.offsetLag() == 0) {
      return new Copy(position, end, true, end, at, Optional.of(at));
    }
    if (before == null || position < before.position) {
      // What is behind where it was has been lost, and is copied anew.
      return new Copy(position, end, false, end, at, Optional.empty());
    }
    boolean still = before.position == position && before.end == end;
    if (still && (before.whole || onlyMarkers(name, position, end))) {
      return new Copy(position, end, true, end, at, Optional.of(at));
    }
    return position > before.asked
        ? new Copy(position, end, false, end, at, Optional.of(before.askedAt))
        : new Copy(position, end, false, before.asked, before.askedAt, before.wholeAt);
  }

  private boolean onlyMarkers(Name name, long position, long end) {
    if (tails.isEmpty()) {
      return false;
    }
    var consumer = tails.get();
    var changelog =
        new TopicPartition(application + "-" + name.store() + "-changelog", name.partition());
    consumer.assign(List.of(changelog));
    consumer.seek(changelog, position);
    long deadline = System.nanoTime() + TAIL.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (!consumer.poll(TAIL).isEmpty()) {
        return false;
      }
      if (consumer.position(changelog) >= end) {
        return true;
      }
    }
    return false;
  }

  /** When a copy was last known to be whole, by {@link System#nanoTime()}; empty: not known. */
  Optional<Long> wholeAt(String store, int partition) {
    var copy = copies.get(new Name(store, partition));
    return copy == null ? Optional.empty() : copy.wholeAt();
  }

  /** Changes that a copy lacks, markers of transactions among them; empty: not known. */
  OptionalLong lag(String store, int partition) {
    var copy = copies.get(new Name(store, partition));
    return copy == null ? OptionalLong.empty() : OptionalLong.of(lag(copy));
  }

  /** The same of all, by store and partition. */
  Map<String, Long> lags() {
    var all = new HashMap<String, Long>();
    copies.forEach((name, copy) -> all.put(name.toString(), lag(copy)));
    return all;
  }

  private static long lag(Copy copy) {
    return copy.whole() ? 0 : Math.max(0, copy.end() - copy.position());
  }

  @Override
  public void close() {
    tails.ifPresent(Consumer::close);
  }
}
