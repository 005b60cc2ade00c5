package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.bench.rig.SlowdownRig.Called;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ten calls a second, one each 100 ms; the provider heals after three seconds. */
class StaysTest {
  private static final int PER_SECOND = 10;
  private static final double UNTIL_MS = 3_000;

  @Test
  void whoLeavesAndComesBackOnceDoesNotFlap() {
    assertEquals(0, flaps("ssssssssss", "nnnnnnnnnn", "nnnnnnnnnn", "nnnnssssss"));
    assertEquals(0, flaps("snsnsnsnss", "nnnnnnnnnn", "nnnnnnnnnn", "nnnnsnsnsn"));
  }

  @Test
  void whoNeverLeavesOrNeverComesBackDoesNotEither() {
    assertEquals(0, flaps("snsnsnsnsn", "snsnsnsnsn", "snsnsnsnsn", "snsnsnsnsn"));
    assertEquals(0, flaps("ssssssssss", "nnnnnnnnnn", "nnnnnnnnnn", "nnnnnnnnnn"));
    assertEquals(0, flaps("nnnnnnnnnn", "nnnnnnnnnn", "nnnnnnnnnn", "nnnnnnnnnn"));
  }

  @Test
  void callsInBetweenAreFlaps() {
    // Two calls, and as there is a second leaving and a second return, two more.
    assertEquals(4, flaps("ssssssssss", "nnnnnnnnnn", "ssnnnnnnnn", "nnnnssssss"));
    // It came back too early: three calls met the provider that was still slow.
    assertEquals(3, flaps("ssssssssss", "nnnnnnnnnn", "nnnnnnnsss", "ssssssssss"));
  }

  @Test
  void leavingAgainIsAFlap() {
    assertEquals(1, flaps("ssssssssss", "nnnnnnnnnn", "nnnnnnnnnn", "ssnnnnnnnn", "nnnnnnnnnn"));
    assertEquals(
        2,
        flaps("ssssssssss", "nnnnnnnnnn", "nnnnnnnnnn", "ssnnnnnnnn", "nnnnnnnnnn", "ssssssssss"));
  }

  private static int flaps(String... seconds) {
    var calls = new ArrayList<Called>();
    for (var second : seconds) {
      for (char provider : second.toCharArray()) {
        calls.add(new Called(calls.size() * 100.0, 1_000, provider == 's', null));
      }
    }
    Collections.shuffle(calls, new Random(7));
    return new Stays(List.copyOf(calls), PER_SECOND, UNTIL_MS).flaps();
  }
}
