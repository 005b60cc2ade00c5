package dev.skyvane.metrics.slice;

import java.util.Arrays;

/**
 * The newest ids of attempts, so that the same attempt counts once. A hash set that knows the order
 * of its members. Not thread-safe.
 */
final class RecentIds {
  /** More in one slice and the oldest are forgotten: at 10 s a slice, beyond 400 a second. */
  static final int MOST = 4_096;

  /** As long as a power of two. */
  private long[] ids = new long[16];

  private int[] slots = emptySlots(ids.length);
  private int count;
  private long added;

  /** Takes an id in. False if it is there already. */
  boolean add(long id) {
    int slot = find(id);
    if (slots[slot] >= 0) {
      return false;
    }
    if (count == MOST) {
      ids[(int) (added % MOST)] = id;
      added++;
      rehash(ids.length);
      return true;
    }
    if (count == ids.length) {
      rehash(ids.length * 2);
      slot = find(id);
    }
    ids[count] = id;
    slots[slot] = count;
    count++;
    added++;
    return true;
  }

  int size() {
    return count;
  }

  /** Members, the oldest first. */
  long[] toArray() {
    var all = new long[count];
    long first = added - count;
    for (int i = 0; i < count; i++) {
      all[i] = ids[(int) ((first + i) & (ids.length - 1))];
    }
    return all;
  }

  private int find(long id) {
    int mask = slots.length - 1;
    int slot = (int) (id ^ (id >>> 32)) & mask;
    while (slots[slot] >= 0 && ids[slots[slot]] != id) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash(int capacity) {
    ids = capacity == ids.length ? ids : Arrays.copyOf(ids, capacity);
    slots = emptySlots(capacity);
    for (int i = 0; i < count; i++) {
      slots[find(ids[i])] = i;
    }
  }

  private static int[] emptySlots(int capacity) {
    var slots = new int[capacity * 2];
    Arrays.fill(slots, -1);
    return slots;
  }
}
