package dev.skyvane.router.parking;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Entries by when they have to be looked at, the next first. Used by one thread. */
final class DueHeap {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable Entry[] entries = new Entry[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  /** The next one, or null. */
  @Nullable Entry peek() {
    return entries[0];
  }

  void add(Entry entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    size++;
    up(size - 1, entry);
  }

  void remove(Entry entry) {
    int hole = entry.place;
    entry.place = -1;
    size--;
    var last = entries[size];
    entries[size] = null;
    if (last != null && last != entry) {
      down(hole, last);
      if (entries[hole] == last) {
        up(hole, last);
      }
    }
    if (size < entries.length / 4 && entries.length > FIRST_CAPACITY) {
      entries = Arrays.copyOf(entries, entries.length / 2);
    }
  }

  private void up(int from, Entry entry) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / 2;
      var above = entries[parent];
      if (above == null || above.wakeAt() <= entry.wakeAt()) {
        break;
      }
      put(at, above);
      at = parent;
    }
    put(at, entry);
  }

  private void down(int from, Entry entry) {
    int at = from;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      var below = entries[child];
      var other = child + 1 < size ? entries[child + 1] : null;
      if (other != null && below != null && other.wakeAt() < below.wakeAt()) {
        child++;
        below = other;
      }
      if (below == null || entry.wakeAt() <= below.wakeAt()) {
        break;
      }
      put(at, below);
      at = child;
    }
    put(at, entry);
  }

  private void put(int at, Entry entry) {
    entries[at] = entry;
    entry.place = at;
  }
}
