package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyLanesTest {
  private static final KeyLanes.Key A = new KeyLanes.Key("f", "a");
  private static final KeyLanes.Key B = new KeyLanes.Key("f", "b");
  private static final KeyLanes.Key A_OF_G = new KeyLanes.Key("g", "a");

  private final KeyLanes lanes = new KeyLanes();
  private final List<String> ran = new ArrayList<>();

  private void enter(KeyLanes.Key key, String name) {
    lanes.enter(key, () -> ran.add(name));
  }

  @Test
  void oneAtATimeInTheOrderTheyCame() {
    enter(A, "a1");
    enter(A, "a2");
    enter(B, "b1");
    enter(A_OF_G, "g1");
    enter(A, "a3");
    assertEquals(List.of("a1", "b1", "g1"), ran);
    lanes.leave(A);
    assertEquals(List.of("a1", "b1", "g1", "a2"), ran);
    lanes.leave(A);
    lanes.leave(A);
    enter(A, "a4");
    assertEquals(List.of("a1", "b1", "g1", "a2", "a3", "a4"), ran);
  }

  @Test
  void whoLeavesAtOnceLetsTheNextInAtOnce() {
    enter(A, "head");
    for (int i = 0; i < 100_000; i++) {
      lanes.enter(A, () -> lanes.leave(A));
    }
    enter(A, "last");
    lanes.leave(A);
    assertEquals(List.of("head", "last"), ran);
    enter(A, "behind");
    assertEquals(2, ran.size(), "the last holds the key");
  }

  @Test
  void aKeyThatNobodyHoldsMayBeLeft() {
    lanes.leave(A);
    enter(A, "a");
    assertEquals(List.of("a"), ran);
  }
}
