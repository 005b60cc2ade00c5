package dev.skyvane.cost.book;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What has changed since it was last written out. Kept in the store too, so that a change that was
 * committed just before a crash is written out after it. Used by one thread.
 */
public final class Marks {
  private static final byte[] MARKED = {1};

  /** What changes. */
  public enum What {
    /** A deployment's state; the mark is its id. */
    DEPLOYMENT,
    /** A region's state; the mark is its id. */
    REGION,
    /** An item of bills; the mark is its key in the store. */
    ITEM,
    /** What an account has off; the mark names month, account and price list. */
    CREDIT
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final Set<Bytes> marked = new LinkedHashSet<>();

  /** Reads the marks that are in the store. */
  public Marks(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    Bytes all = Keys.of(Keys.DIRTY).bytes();
    try (var range = store.range(all, Bytes.increment(all))) {
      range.forEachRemaining(entry -> marked.add(entry.key));
    }
  }

  /** Marks what has an id. */
  public void mark(What what, String id) {
    mark(what, id.getBytes(StandardCharsets.UTF_8));
  }

  void mark(What what, byte[] id) {
    byte[] key = new byte[id.length + 2];
    key[0] = (byte) Keys.DIRTY;
    key[1] = (byte) what.ordinal();
    System.arraycopy(id, 0, key, 2, id.length);
    var wrapped = Bytes.wrap(key);
    if (marked.add(wrapped)) {
      store.put(wrapped, MARKED);
    }
  }

  /** Takes all marks of ids away, in the order of marking. */
  public List<String> ids(What what) {
    return take(what).stream().map(id -> new String(id, StandardCharsets.UTF_8)).toList();
  }

  List<byte[]> take(What what) {
    var taken = new ArrayList<byte[]>();
    marked.removeIf(
        key -> {
          byte[] raw = key.get();
          if (raw[1] != what.ordinal()) {
            return false;
          }
          taken.add(Arrays.copyOfRange(raw, 2, raw.length));
          store.delete(key);
          return true;
        });
    return taken;
  }
}
