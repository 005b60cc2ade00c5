package dev.skyvane.router.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Writes completions beyond the committed offset into the metadata of the commit, and reads them
 * back. Whatever can't be read with certainty is taken as not done: it is run again, never skipped.
 *
 * <p>Form: {@code o} where whoever committed it was at work, and nothing where it has ended in good
 * order; then, if there is more to say, {@code 1}, then unpadded Base64 of a CRC-32C over committed
 * offset and body, and the body: as variable-length numbers the length of the span in which records
 * may have been begun, then the lengths of runs of offsets that are, in turn, not done and done. An
 * offset that was never fetched (a gap) counts as part of the run before it.
 */
public final class ProgressCodec {
  /** Length of metadata that every broker takes by default ({@code offset.metadata.max.bytes}). */
  public static final int MOST_CHARACTERS = 4_096;

  private static final char OPEN = 'o';
  private static final char VERSION = '1';
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int LONGEST_NUMBER = 10;
  private static final int MOST_BYTES = (MOST_CHARACTERS - 2) / 4 * 3;

  /** Longest span that is believed: more than a window ever holds with its gaps. */
  private static final long LONGEST_SPAN = 1L << 40;

  private ProgressCodec() {}

  /**
   * What was done beyond the committed offset.
   *
   * @param committed the committed offset, which is not done
   * @param fetchedEnd the offset after the last one that may have been begun: below it a record
   *     that is not done is suspect
   * @param starts first offsets of the runs that are done, ascending
   * @param ends the offsets after those runs
   * @param open whether whoever committed it was at work, and may have begun more since
   */
  public record Progress(
      long committed, long fetchedEnd, long[] starts, long[] ends, boolean open) {

    /** Nothing is known to be done. */
    public static Progress none(long committed) {
      return new Progress(committed, committed, new long[0], new long[0], false);
    }

    /** The same, said by somebody who is at work. */
    Progress opened() {
      return new Progress(committed, fetchedEnd, starts, ends, true);
    }

    /** The same where all offsets below an end may have been begun. */
    Progress begunUpTo(long end) {
      return new Progress(committed, Math.max(fetchedEnd, end), starts, ends, open);
    }

    /** Whether an offset is known to be done. */
    public boolean done(long offset) {
      int place = Arrays.binarySearch(starts, offset);
      int run = place >= 0 ? place : -place - 2;
      return run >= 0 && offset < ends[run];
    }

    /** Whether somebody may have begun an offset that is not known to be done. */
    public boolean suspect(long offset) {
      return offset < fetchedEnd && !done(offset);
    }
  }

  /**
   * The metadata for a commit. Runs that don't fit are left out from the end: they will be run
   * again.
   */
  public static String encode(Progress progress) {
    return (progress.open() ? String.valueOf(OPEN) : "") + runs(progress);
  }

  private static String runs(Progress progress) {
    if (progress.fetchedEnd() <= progress.committed() && progress.starts().length == 0) {
      return "";
    }
    var body = ByteBuffer.allocate(MOST_BYTES - CHECKSUM_BYTES);
    put(body, progress.fetchedEnd() - progress.committed());
    long at = progress.committed();
    for (int run = 0; run < progress.starts().length; run++) {
      if (body.remaining() < 2 * LONGEST_NUMBER) {
        break;
      }
      put(body, progress.starts()[run] - at);
      put(body, progress.ends()[run] - progress.starts()[run]);
      at = progress.ends()[run];
    }
    body.flip();
    var whole = ByteBuffer.allocate(CHECKSUM_BYTES + body.remaining());
    whole.putInt(checksum(progress.committed(), body.duplicate())).put(body);
    return VERSION + Base64.getEncoder().withoutPadding().encodeToString(whole.array());
  }

  /** Reads metadata; what is in doubt is not done. */
  public static Progress decode(long committed, String metadata) {
    boolean open = !metadata.isEmpty() && metadata.charAt(0) == OPEN;
    var progress = runs(committed, open ? metadata.substring(1) : metadata);
    return open ? progress.opened() : progress;
  }

  private static Progress runs(long committed, String metadata) {
    if (metadata.isEmpty() || metadata.charAt(0) != VERSION) {
      return Progress.none(committed);
    }
    ByteBuffer whole;
    try {
      whole =
          ByteBuffer.wrap(Base64.getDecoder().decode(metadata.substring(1).getBytes(ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Progress.none(committed);
    }
    if (whole.remaining() <= CHECKSUM_BYTES
        || whole.getInt() != checksum(committed, whole.duplicate())) {
      return Progress.none(committed);
    }
    long span = number(whole);
    var starts = new long[whole.remaining()];
    var ends = new long[whole.remaining()];
    int runs = 0;
    long at = committed;
    while (whole.hasRemaining()) {
      long start = at + number(whole);
      long end = start + number(whole);
      if (start < at || end <= start || end > committed + LONGEST_SPAN) {
        return Progress.none(committed);
      }
      starts[runs] = start;
      ends[runs] = end;
      runs++;
      at = end;
    }
    if (span < 0 || span > LONGEST_SPAN) {
      return Progress.none(committed);
    }
    return new Progress(
        committed, committed + span, Arrays.copyOf(starts, runs), Arrays.copyOf(ends, runs), false);
  }

  private static int checksum(long committed, ByteBuffer body) {
    var checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(committed).flip());
    checksum.update(body);
    return (int) checksum.getValue();
  }

  private static void put(ByteBuffer buffer, long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      buffer.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  /** A number, or -1 where the bytes end within it. */
  private static long number(ByteBuffer buffer) {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE && buffer.hasRemaining(); shift += 7) {
      byte next = buffer.get();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    return -1;
  }
}
