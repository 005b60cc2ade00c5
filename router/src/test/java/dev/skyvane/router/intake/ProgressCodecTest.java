package dev.skyvane.router.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressCodecTest {
  private static final long FAR = 5_000_000_000L;

  @Test
  void whatIsReadBackIsWhatWasWritten() {
    var progress = new Progress(100, 200, new long[] {105, 150}, new long[] {110, 151}, false);
    var back = ProgressCodec.decode(100, ProgressCodec.encode(progress));
    assertEquals(200, back.fetchedEnd());
    assertFalse(back.done(100));
    assertFalse(back.done(104));
    assertTrue(back.done(105));
    assertTrue(back.done(109));
    assertFalse(back.done(110));
    assertTrue(back.done(150));
    assertFalse(back.done(151));
    assertTrue(back.suspect(199));
    assertFalse(back.suspect(200));
  }

  @Test
  void nothingFetchedNeedsNoMetadata() {
    assertEquals("", ProgressCodec.encode(Progress.none(FAR)));
    assertFalse(ProgressCodec.decode(FAR, "").done(FAR));
  }

  @Test
  void saysWhetherItsOwnerWasAtWork() {
    var window = new OffsetWindow(FAR);
    var idle = ProgressCodec.decode(FAR, ProgressCodec.encode(window.progress()));
    assertTrue(idle.open());
    assertEquals(FAR, idle.fetchedEnd());
    assertFalse(ProgressCodec.decode(FAR, ProgressCodec.encode(window.lastProgress())).open());
    window.add(FAR);
    window.add(FAR + 1);
    window.complete(FAR + 1);
    var busy = ProgressCodec.decode(FAR, ProgressCodec.encode(window.progress()));
    assertTrue(busy.open());
    assertTrue(busy.done(FAR + 1));
    var lost = busy.begunUpTo(FAR + 5);
    assertTrue(lost.suspect(FAR + 4));
    assertFalse(lost.suspect(FAR + 1), "what is done is not run again");
    assertFalse(lost.suspect(FAR + 5));
  }

  @Test
  void whatMayHaveBegunAndIsNotDoneIsSuspect() {
    var progress = new Progress(100, 108, new long[] {102, 106}, new long[] {104, 107}, false);
    for (var each : List.of(progress, ProgressCodec.decode(100, ProgressCodec.encode(progress)))) {
      var suspect = new ArrayList<Long>();
      for (long offset = 95; offset < 120; offset++) {
        if (offset >= 100 && each.suspect(offset)) {
          suspect.add(offset);
        }
      }
      assertEquals(List.of(100L, 101L, 104L, 105L, 107L), suspect);
    }
  }

  /** As a router leaves a partition that calls nobody any more: its successor suspects nothing. */
  @Test
  void whatNobodyHasBegunIsNotSuspectBesideWhatIsDone() {
    var window = new OffsetWindow(FAR);
    for (long offset = FAR; offset < FAR + 10; offset++) {
      window.add(offset);
    }
    window.complete(FAR);
    window.complete(FAR + 4);
    window.complete(FAR + 5);
    var text = ProgressCodec.encode(window.lastProgress());
    assertFalse(text.isEmpty(), "completions are told though nothing is begun");
    var back = ProgressCodec.decode(FAR + 1, text);
    assertEquals(FAR + 1, back.committed());
    assertEquals(FAR + 1, back.fetchedEnd());
    for (long offset = FAR + 1; offset < FAR + 20; offset++) {
      assertEquals(offset == FAR + 4 || offset == FAR + 5, back.done(offset));
      assertFalse(back.suspect(offset));
    }
    assertTrue(
        ProgressCodec.decode(FAR + 1, ProgressCodec.encode(window.progress())).suspect(FAR + 1));
  }

  /** A window with gaps and completions in random order, held against a plain set. */
  @Test
  void agreesWithASetOverRandomWindows() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 2_000; round++) {
      long first = random.nextLong(FAR);
      var window = new OffsetWindow(first);
      var fetched = new ArrayList<Long>();
      long offset = first;
      int records = 1 + random.nextInt(200);
      for (int i = 0; i < records; i++) {
        offset += random.nextInt(10) == 0 ? 1 + random.nextInt(50) : 1;
        window.add(offset);
        fetched.add(offset);
      }
      var done = new HashSet<Long>();
      for (long each : fetched) {
        if (random.nextInt(3) > 0) {
          window.complete(each);
          done.add(each);
        }
      }
      var progress = window.progress();
      assertSame(done, fetched, progress, true);
      assertSame(
          done,
          fetched,
          ProgressCodec.decode(progress.committed(), ProgressCodec.encode(progress)),
          true);
    }
  }

  /** However many runs there are, the metadata fits, and nothing unfinished is called done. */
  @Test
  void whatDoesNotFitIsRunAgain() {
    var window = new OffsetWindow(0);
    var fetched = new ArrayList<Long>();
    var done = new HashSet<Long>();
    for (long offset = 0; offset < 100_000; offset++) {
      window.add(offset);
      fetched.add(offset);
    }
    for (long offset = 1; offset < 100_000; offset += 2) {
      window.complete(offset);
      done.add(offset);
    }
    var text = ProgressCodec.encode(window.progress());
    assertTrue(text.length() <= ProgressCodec.MOST_CHARACTERS, () -> text.length() + " characters");
    var back = ProgressCodec.decode(0, text);
    assertSame(done, fetched, back, false);
    assertTrue(back.done(1) && back.done(2_001), "the first runs are kept");
    assertEquals(100_000, back.fetchedEnd());
  }

  @Test
  void whatIsDamagedIsNotBelieved() {
    var random = Seed.fresh().generator();
    var progress = new Progress(7, 900, new long[] {10, 400}, new long[] {300, 800}, false);
    var text = ProgressCodec.encode(progress);
    for (int round = 0; round < 5_000; round++) {
      var damaged = text.toCharArray();
      int place = random.nextInt(damaged.length);
      char other = (char) (' ' + random.nextInt(95));
      if (damaged[place] == other) {
        continue;
      }
      damaged[place] = other;
      var back = ProgressCodec.decode(7, new String(damaged));
      // The last character carries bits that Base64 does not use.
      if (place < damaged.length - 1) {
        assertEquals(0, back.starts().length, () -> new String(damaged));
      }
    }
    assertEquals(0, ProgressCodec.decode(8, text).starts().length, "another committed offset");
    assertEquals(0, ProgressCodec.decode(7, text.substring(0, 9)).starts().length, "cut");
    assertEquals(0, ProgressCodec.decode(7, "written by somebody else").starts().length);
  }

  private static void assertSame(
      Set<Long> done, List<Long> fetched, Progress progress, boolean exact) {
    for (long offset : fetched) {
      boolean beyond = offset > progress.committed();
      if (progress.done(offset)) {
        assertTrue(done.contains(offset), () -> offset + " is not done");
      } else if (exact && beyond) {
        assertFalse(done.contains(offset), () -> offset + " is done");
      }
    }
    assertFalse(progress.done(progress.committed()));
  }
}
