package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyLanesTest {
  private final KeyLanes lanes = new KeyLanes();
  private final List<String> ran = new ArrayList<>();

  private KeyLanes.Ticket enter(String function, String key, String name) {
    var ticket = lanes.enter(function, KeyLanes.hash(key));
    if (ticket.first()) {
      ran.add(name);
    } else {
      ticket.onTurn(() -> ran.add(name));
    }
    return ticket;
  }

  @Test
  void oneAtATimeInTheOrderTheyCame() {
    var a1 = enter("f", "a", "a1");
    var a2 = enter("f", "a", "a2");
    enter("f", "b", "b1");
    enter("g", "a", "g1");
    var a3 = enter("f", "a", "a3");
    assertEquals(List.of("a1", "b1", "g1"), ran);
    lanes.leave(a1);
    assertEquals(List.of("a1", "b1", "g1", "a2"), ran);
    lanes.leave(a2);
    lanes.leave(a3);
    enter("f", "a", "a4");
    assertEquals(List.of("a1", "b1", "g1", "a2", "a3", "a4"), ran);
  }

  @Test
  void whoGivesItsPlaceUpIsPassedOver() {
    var a1 = enter("f", "a", "a1");
    var a2 = enter("f", "a", "a2");
    enter("f", "a", "a3");
    lanes.leave(a2);
    lanes.leave(a2);
    lanes.leave(a1);
    lanes.leave(a1);
    assertEquals(List.of("a1", "a3"), ran);
  }

  @Test
  void whoLeavesAtOnceLetsTheNextInAtOnce() {
    var head = enter("f", "a", "head");
    for (int i = 0; i < 100_000; i++) {
      var ticket = lanes.enter("f", KeyLanes.hash("a"));
      ticket.onTurn(() -> lanes.leave(ticket));
    }
    enter("f", "a", "last");
    lanes.leave(head);
    assertEquals(List.of("head", "last"), ran);
    enter("f", "a", "behind");
    assertEquals(2, ran.size(), "the last holds the key");
  }

  @Test
  void aKeyThatAllHaveLeftIsFree() {
    var head = enter("f", "a", "head");
    var next = enter("f", "a", "next");
    lanes.leave(next);
    lanes.leave(head);
    enter("f", "a", "new");
    assertEquals(List.of("head", "new"), ran);
  }

  @Test
  void theHashIsThePublishedOne() {
    // http://www.isthe.com/chongo/tech/comp/fnv/: FNV-1a, 64 bits.
    assertEquals(0xCBF29CE484222325L, KeyLanes.hash(""));
    assertEquals(0xAF63DC4C8601EC8CL, KeyLanes.hash("a"));
    assertEquals(0x85944171F73967E8L, KeyLanes.hash("foobar"));
  }
}
