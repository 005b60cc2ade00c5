package dev.skyvane.router.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UndecodedTest {
  private final Undecoded undecoded = new Undecoded();
  private final List<Long> accepted = new ArrayList<>();

  /** Offsets whose schemas are not there. */
  private final Set<Long> unknown = new HashSet<>();

  /** Leaders that wait for their schemas. */
  private final List<ConsumerRecord<byte[], byte[]>> waiting = new ArrayList<>();

  @Test
  void nothingWaitsWhereAllIsDecoded() {
    come(record(0, "a"));
    come(record(1, null));
    assertEquals(List.of(0L, 1L), accepted);
  }

  @Test
  void whatHasTheSameKeyWaitsBehindInOrder() {
    var first = record(0, "a");
    unknown.add(0L);
    come(first);
    come(record(1, "a"));
    come(record(2, "b"));
    come(record(3, "a"));
    come(record(4, null));
    assertEquals(List.of(2L, 4L), accepted, "others go on");
    learn(first);
    assertEquals(List.of(2L, 4L, 0L, 1L, 3L), accepted);
    come(record(5, "a"));
    assertEquals(5L, accepted.getLast(), "nothing is left in its way");
  }

  @Test
  void whatHasNoKeyStopsNobody() {
    var first = record(0, null);
    unknown.add(0L);
    come(first);
    come(record(1, null));
    come(record(2, "a"));
    assertEquals(List.of(1L, 2L), accepted);
    learn(first);
    assertEquals(List.of(1L, 2L, 0L), accepted);
  }

  /** An empty key is a key. */
  @Test
  void theEmptyKeyIsNotTheAbsentOne() {
    var first = record(0, "");
    unknown.add(0L);
    come(first);
    come(record(1, ""));
    come(record(2, null));
    assertEquals(List.of(2L), accepted);
    learn(first);
    assertEquals(List.of(2L, 0L, 1L), accepted);
  }

  @Test
  void aFollowerThatIsUndecodedHoldsBackTheRest() {
    var first = record(0, "a");
    var third = record(2, "a");
    unknown.addAll(Set.of(0L, 2L));
    come(first);
    come(record(1, "a"));
    come(third);
    come(record(3, "a"));
    learn(first);
    assertEquals(List.of(0L, 1L), accepted);
    come(record(4, "a"));
    assertEquals(List.of(0L, 1L), accepted);
    learn(third);
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L), accepted);
  }

  @Test
  void endingWhatNeverBeganLetsNobodyGo() {
    var first = record(0, "a");
    unknown.add(0L);
    come(first);
    come(record(1, "a"));
    undecoded.end(record(9, "b")).goOn();
    undecoded.end(record(9, null));
    assertEquals(List.of(), accepted);
    assertTrue(undecoded.of(record(2, "a")).isPresent());
  }

  /** Whatever is unknown and whenever it is learnt: each once, and in order within its key. */
  @Test
  void keepsTheOrderOfEachKey() {
    var random = Seed.fresh().generator();
    for (int round = 0; round < 500; round++) {
      accepted.clear();
      int keys = 1 + random.nextInt(4);
      int records = 1 + random.nextInt(60);
      int lost = random.nextInt(60);
      for (long offset = 0; offset < records; offset++) {
        if (random.nextInt(100) < lost) {
          unknown.add(offset);
        }
        come(record(offset, "k" + offset % keys));
        if (!waiting.isEmpty() && random.nextInt(4) == 0) {
          learn(waiting.get(random.nextInt(waiting.size())));
        }
      }
      while (!waiting.isEmpty()) {
        learn(waiting.get(random.nextInt(waiting.size())));
      }
      assertEquals(records, accepted.size());
      for (int key = 0; key < keys; key++) {
        int each = key;
        var ofKey = accepted.stream().filter(offset -> offset % keys == each).toList();
        assertEquals(ofKey.stream().distinct().sorted().toList(), ofKey, () -> "of key k" + each);
      }
    }
  }

  private void come(ConsumerRecord<byte[], byte[]> record) {
    undecoded
        .of(record)
        .ifPresentOrElse(them -> them.add(() -> decode(record)), () -> decode(record));
  }

  private void decode(ConsumerRecord<byte[], byte[]> record) {
    if (unknown.contains(record.offset())) {
      undecoded.begin(record);
      waiting.add(record);
    } else {
      accepted.add(record.offset());
    }
  }

  private void learn(ConsumerRecord<byte[], byte[]> record) {
    assertTrue(waiting.remove(record));
    unknown.remove(record.offset());
    var followers = undecoded.end(record);
    decode(record);
    followers.goOn();
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, @Nullable String key) {
    return new ConsumerRecord<>(
        "skyvane.invocations", 0, offset, key == null ? null : key.getBytes(UTF_8), new byte[0]);
  }
}
