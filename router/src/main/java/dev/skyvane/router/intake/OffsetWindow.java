package dev.skyvane.router.intake;

import dev.skyvane.router.intake.ProgressCodec.Progress;
import java.util.Arrays;

/**
 * The offsets of a partition that were fetched and are not all done, in order of fetching. It
 * counts records, not numbers: gaps in the offsets cost nothing. Used by one thread.
 */
public final class OffsetWindow {
  private static final int FIRST_CAPACITY = 64;

  private long[] offsets = new long[FIRST_CAPACITY];
  private boolean[] done = new boolean[FIRST_CAPACITY];
  private int head;
  private int size;
  private int unfinished;
  private long next;

  /**
   * An empty window.
   *
   * @param position where reading starts: what is committed while nothing was fetched
   */
  public OffsetWindow(long position) {
    this.next = position;
  }

  /** Adds a fetched offset, larger than all before. */
  public void add(long offset) {
    if (size == offsets.length) {
      grow();
    }
    int index = (head + size) % offsets.length;
    offsets[index] = offset;
    done[index] = false;
    size++;
    unfinished++;
    next = offset + 1;
  }

  /**
   * Marks an offset done.
   *
   * @return whether it was in the window and not done before
   */
  public boolean complete(long offset) {
    int place = find(offset);
    if (place < 0) {
      return false;
    }
    int index = (head + place) % offsets.length;
    if (done[index]) {
      return false;
    }
    done[index] = true;
    unfinished--;
    while (size > 0 && done[head]) {
      head = (head + 1) % offsets.length;
      size--;
    }
    return true;
  }

  /** The lowest offset that is not done: what may be committed. */
  public long committable() {
    return size == 0 ? next : offsets[head];
  }

  /** Records between the oldest unfinished and the newest fetched, both included. */
  public int size() {
    return size;
  }

  /** Records in the window that are done, and wait for one before them. */
  public int heldBack() {
    return size - unfinished;
  }

  /**
   * Whether an offset is one of the oldest so many of the window; of a window that has no more than
   * so many none is.
   */
  public boolean amongOldest(long offset, int count) {
    return size > count && offset < offsets[(head + count) % offsets.length];
  }

  /** What is done beyond the lowest offset that is not, for the commit's metadata. */
  public Progress progress() {
    return progress(next, true);
  }

  /**
   * As {@link #progress()}, for a commit after which nobody runs what is not done: it was not begun
   * by anybody, and whoever reads it need not suspect so.
   */
  public Progress lastProgress() {
    return progress(committable(), false);
  }

  /** What will be done once these offsets are, too. */
  public Progress progressWith(long[] offsets) {
    var marked = new int[offsets.length];
    int count = 0;
    for (long offset : offsets) {
      int place = find(offset);
      int index = place < 0 ? -1 : (head + place) % done.length;
      if (index >= 0 && !done[index]) {
        done[index] = true;
        marked[count++] = index;
      }
    }
    var progress = progress(next, true);
    for (int i = 0; i < count; i++) {
      done[marked[i]] = false;
    }
    return progress;
  }

  private Progress progress(long fetchedEnd, boolean open) {
    long[] starts = new long[size];
    long[] ends = new long[size];
    int runs = 0;
    int first = 0;
    while (first < size && done[(head + first) % offsets.length]) {
      first++;
    }
    boolean inRun = false;
    for (int place = first; place < size; place++) {
      int index = (head + place) % offsets.length;
      if (done[index]) {
        if (!inRun) {
          starts[runs] = offsets[index];
          runs++;
        }
        ends[runs - 1] = offsets[index] + 1;
      }
      inRun = done[index];
    }
    long committed = first == size ? next : offsets[(head + first) % offsets.length];
    return new Progress(
        committed,
        Math.max(committed, fetchedEnd),
        Arrays.copyOf(starts, runs),
        Arrays.copyOf(ends, runs),
        open);
  }

  private int find(long offset) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = offsets[(head + middle) % offsets.length];
      if (found < offset) {
        low = middle + 1;
      } else if (found > offset) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -1;
  }

  private void grow() {
    long[] moreOffsets = new long[offsets.length * 2];
    boolean[] moreDone = new boolean[offsets.length * 2];
    int first = offsets.length - head;
    System.arraycopy(offsets, head, moreOffsets, 0, first);
    System.arraycopy(done, head, moreDone, 0, first);
    System.arraycopy(offsets, 0, moreOffsets, first, head);
    System.arraycopy(done, 0, moreDone, first, head);
    offsets = moreOffsets;
    done = moreDone;
    head = 0;
  }

  @Override
  public String toString() {
    return "OffsetWindow["
        + size
        + " from "
        + committable()
        + " of "
        + Arrays.hashCode(offsets)
        + "]";
  }
}
