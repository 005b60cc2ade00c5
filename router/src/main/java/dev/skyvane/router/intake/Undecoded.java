package dev.skyvane.router.intake;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records that can't be decoded yet, and those of the same key behind them: a function that asks
 * for order must not see them overtaken. Used by one loop.
 */
final class Undecoded {
  private final Map<ByteBuffer, Followers> byKey = new HashMap<>();

  /** What waits behind a record, in order. */
  final class Followers {
    private final @Nullable ByteBuffer key;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(1);

    private Followers(@Nullable ByteBuffer key) {
      this.key = key;
    }

    void add(Runnable accept) {
      waiting.add(accept);
    }

    /** Lets them go on, until one of them, or who was before them, can't be decoded either. */
    void goOn() {
      while (!waiting.isEmpty()) {
        var before = key == null ? null : byKey.get(key);
        if (before != null) {
          before.waiting.addAll(waiting);
          return;
        }
        waiting.remove().run();
      }
    }
  }

  /** What waits behind an undecoded record of this one's key, if there is one. */
  Optional<Followers> of(ConsumerRecord<byte[], byte[]> record) {
    return byKey.isEmpty() || record.key() == null
        ? Optional.empty()
        : Optional.ofNullable(byKey.get(key(record)));
  }

  /** A record can't be decoded yet. */
  void begin(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() != null) {
      var key = key(record);
      byKey.putIfAbsent(key, new Followers(key));
    }
  }

  /** A record is decoded, or has to begin anew; its followers wait no longer. */
  Followers end(ConsumerRecord<byte[], byte[]> record) {
    var behind = record.key() == null ? null : byKey.remove(key(record));
    return behind == null ? new Followers(null) : behind;
  }

  private static ByteBuffer key(ConsumerRecord<byte[], byte[]> record) {
    return ByteBuffer.wrap(record.key());
  }
}
