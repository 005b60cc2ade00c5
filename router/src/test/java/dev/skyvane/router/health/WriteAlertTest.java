package dev.skyvane.router.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WriteAlertTest {
  private long nanos = -5;
  private final WriteAlert alert = new WriteAlert(() -> nanos);

  private void pass(long seconds) {
    nanos += seconds * 1_000_000_000;
  }

  @Test
  void nothingIsLateBeforeTenSecondsHavePassed() {
    alert.delayed("letters", "no leader");
    pass(10);
    assertEquals(List.of(), alert.late());
    pass(1);
    assertEquals(
        List.of("nothing could be written to topic letters for 11 s: no leader"), alert.late());
  }

  @Test
  void timeCountsFromTheFirstDelayAndTheReasonIsTheNewest() {
    alert.delayed("letters", "no leader");
    pass(8);
    alert.delayed("letters", "timed out");
    pass(4);
    assertEquals(
        List.of("nothing could be written to topic letters for 12 s: timed out"), alert.late());
  }

  @Test
  void aRecordThatGetsThroughEndsIt() {
    alert.delayed("letters", "no leader");
    pass(60);
    alert.written("letters");
    assertEquals(List.of(), alert.late());
    alert.delayed("letters", "no leader");
    pass(9);
    assertEquals(List.of(), alert.late(), "a later delay begins anew");
  }

  @Test
  void oneTopicDoesNotHideAnother() {
    alert.delayed("letters", "no leader");
    alert.delayed("answers", "no leader");
    pass(11);
    alert.written("replies");
    alert.written("answers");
    assertEquals(
        List.of("nothing could be written to topic letters for 11 s: no leader"), alert.late());
  }

  @Test
  void aTopicThatNothingIsWrittenToAnyMoreIsForgotten() {
    alert.delayed("gone", "unknown topic");
    pass(11);
    alert.givenUp("gone");
    assertEquals(List.of(), alert.late());
  }

  @Test
  void aWriteThatNeverEndsIsLateToo() {
    alert.handed("replies");
    pass(6);
    alert.handed("replies");
    pass(5);
    assertEquals(
        List.of(
            "nothing could be written to topic replies for 11 s: Kafka has not acknowledged what"
                + " was sent"),
        alert.late());
    alert.delayed("replies", "timed out");
    assertEquals(
        List.of("nothing could be written to topic replies for 11 s: timed out"), alert.late());
    alert.written("replies");
    assertEquals(List.of(), alert.late());
  }
}
