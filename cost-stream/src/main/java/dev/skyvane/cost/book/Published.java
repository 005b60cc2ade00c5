package dev.skyvane.cost.book;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deployments whose state is in the topic, so that it can be taken back. Used by one thread.
 */
public final class Published {
  private static final byte[] THERE = {1};

  private final KeyValueStore<Bytes, byte[]> store;
  private final Set<String> ids = new TreeSet<>();

  /** Reads them from the store. */
  public Published(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    Bytes all = Keys.of(Keys.PUBLISHED).bytes();
    try (var range = store.range(all, Bytes.increment(all))) {
      while (range.hasNext()) {
        byte[] key = range.next().key.get();
        ids.add(new String(key, 1, key.length - 1, StandardCharsets.UTF_8));
      }
    }
  }

  /** All of them. */
  public Set<String> ids() {
    return new TreeSet<>(ids);
  }

  /** One is in the topic now. */
  public void add(String id) {
    if (ids.add(id)) {
      store.put(key(id), THERE);
    }
  }

  /** One is not in the topic any more. */
  public void remove(String id) {
    if (ids.remove(id)) {
      store.delete(key(id));
    }
  }

  private static Bytes key(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[utf8.length + 1];
    key[0] = (byte) Keys.PUBLISHED;
    System.arraycopy(utf8, 0, key, 1, utf8.length);
    return Bytes.wrap(key);
  }
}
