package dev.skyvane.cost.book;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deployments, or the regions, whose state is in the topics, so that it can be taken back. Used
 * by one thread.
 */
public final class Published {
  private static final byte[] THERE = {1};

  private final KeyValueStore<Bytes, byte[]> store;
  private final char kind;
  private final Set<String> ids = new TreeSet<>();

  private Published(KeyValueStore<Bytes, byte[]> store, char kind) {
    this.store = store;
    this.kind = kind;
    Bytes all = Keys.of(kind).bytes();
    try (var range = store.range(all, Bytes.increment(all))) {
      while (range.hasNext()) {
        byte[] key = range.next().key.get();
        ids.add(new String(key, 1, key.length - 1, StandardCharsets.UTF_8));
      }
    }
  }

  /** Reads the deployments from the store. */
  public static Published deployments(KeyValueStore<Bytes, byte[]> store) {
    return new Published(store, Keys.PUBLISHED);
  }

  /** Reads the regions from the store. */
  public static Published regions(KeyValueStore<Bytes, byte[]> store) {
    return new Published(store, Keys.PUBLISHED_REGION);
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

  private Bytes key(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[utf8.length + 1];
    key[0] = (byte) kind;
    System.arraycopy(utf8, 0, key, 1, utf8.length);
    return Bytes.wrap(key);
  }
}
