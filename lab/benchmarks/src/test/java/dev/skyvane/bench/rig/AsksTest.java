package dev.skyvane.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsksTest {
  private static final int MANY = 100_000;
  private static final long SEED = 3;

  @Test
  void theProviderReadsWhatWasAsked() {
    var ask = new Ask("f", 77, 4_999, Ask.Ending.FAIL);
    byte[] payload = new byte[Names.PAYLOAD];
    ask.write(ByteBuffer.wrap(payload), 5, 123_456);

    assertEquals(new Script(5, 123_456, 77, 4_999, Ask.Ending.FAIL), Script.read(payload));
  }

  @Test
  void theHeadIsAsLongAsItSays() {
    var payload = ByteBuffer.allocate(Names.PAYLOAD);
    new Ask("f", 1, 2, Ask.Ending.ANSWER).write(payload, 1, 1);

    assertEquals(Ask.HEAD, payload.position());
  }

  @Test
  void delaysAreUniformFromZeroToFiveMs() {
    var asks = new DelayedAsks(SEED, "f", 0);
    var delays = IntStream.range(0, MANY).map(index -> asks.apply(index).delayMicros());
    var summary = delays.summaryStatistics();

    assertTrue(summary.getMin() < 10 && summary.getMax() > 4_990, summary::toString);
    assertTrue(summary.getMax() <= 5_000, summary::toString);
    assertEquals(2_500, summary.getAverage(), 25);
    assertEquals(Ask.NO_KEY, asks.apply(1).key());
  }

  @Test
  void everyoneIsAskedTheSame() {
    assertEquals(new DelayedAsks(SEED, "f", 9).apply(17), new DelayedAsks(SEED, "f", 9).apply(17));
    assertNotEquals(
        new DelayedAsks(SEED, "f", 9).apply(17).delayMicros(),
        new DelayedAsks(SEED + 1, "f", 9).apply(17).delayMicros());
  }

  @Test
  void keysAreAllUsed() {
    var asks = new DelayedAsks(SEED, "f", 10);

    assertEquals(
        10, IntStream.range(0, 1_000).map(index -> asks.apply(index).key()).distinct().count());
  }

  @Test
  void troublesComeAsOftenAsTheyAreToAndLeaveTheOthersAlone() {
    var clean = new HeldBackAsks(SEED, false, 0.01, 6_000_000, 1_000);
    var troubled = new HeldBackAsks(SEED, true, 0.01, 6_000_000, 1_000);
    int poison = 0;
    int veryLong = 0;
    int hanging = 0;
    for (int index = 0; index < MANY; index++) {
      var ask = troubled.apply(index);
      assertTrue(clean.apply(index).healthy());
      assertTrue(clean.apply(index).delayMicros() <= DelayedAsks.MOST_MICROS);
      assertNotEquals(HeldBackAsks.POISON_KEY, clean.apply(index).key());
      if (ask.key() == HeldBackAsks.POISON_KEY) {
        poison++;
        hanging += ask.delayMicros() > HeldBackAsks.KEYED_TIMEOUT_MS * 1_000 ? 1 : 0;
        assertFalse(ask.healthy());
      } else if (ask.delayMicros() == 6_000_000) {
        veryLong++;
      } else {
        assertEquals(clean.apply(index), ask);
        assertTrue(troubled.ordinary(index) && clean.ordinary(index));
        continue;
      }
      assertFalse(troubled.ordinary(index) || clean.ordinary(index));
    }
    assertEquals(MANY / 1_000, poison);
    assertEquals(MANY / 3_000 + 1, hanging);
    assertEquals(1_000, veryLong, 100);
  }
}
