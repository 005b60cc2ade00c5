package dev.skyvane.cost.book;

import java.util.ArrayList;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Ids of attempts that were counted, so that an outcome that was written twice counts once: for at
 * least ten minutes of append time after the first, which is more than any producer goes on trying.
 */
public final class AttemptIds {
  private static final long BUCKET_MS = 10 * 60_000;
  private static final byte[] SEEN = {1};

  private final KeyValueStore<Bytes, byte[]> store;

  public AttemptIds(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * Whether an attempt is seen for the first time; remembers it.
   *
   * @param at append time, ms since 1970-01-01 UTC
   */
  public boolean first(String attemptId, long at) {
    long bucket = Math.floorDiv(at, BUCKET_MS);
    Bytes key = key(bucket, attemptId);
    if (store.get(key) != null || store.get(key(bucket - 1, attemptId)) != null) {
      return false;
    }
    store.put(key, SEEN);
    return true;
  }

  /** Forgets ids that are too old to come again. */
  public void expire(long now) {
    var over = new ArrayList<Bytes>();
    try (var range =
        store.range(
            Keys.of(Keys.ATTEMPT).bytes(),
            Keys.of(Keys.ATTEMPT).number(Math.floorDiv(now, BUCKET_MS) - 1).bytes())) {
      range.forEachRemaining(entry -> over.add(entry.key));
    }
    over.forEach(store::delete);
  }

  private static Bytes key(long bucket, String attemptId) {
    Keys key = Keys.of(Keys.ATTEMPT).number(bucket);
    try {
      UUID id = UUID.fromString(attemptId);
      return key.number(id.getMostSignificantBits()).number(id.getLeastSignificantBits()).bytes();
    } catch (IllegalArgumentException e) {
      return key.text(attemptId).bytes();
    }
  }
}
