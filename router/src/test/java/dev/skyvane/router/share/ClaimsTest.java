package dev.skyvane.router.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.limit.Ejection;
import dev.skyvane.router.limit.Limit;
import dev.skyvane.router.limit.Load;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.schemas.record.RouterLoad;
import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Routers that speak by a topic in memory, on a clock by hand, each as slowly as the test says. */
class ClaimsTest {
  private static final long MS = 1_000_000;

  /** A record of the topic; without a load it is a tombstone. */
  private record Spoken(String router, RouterLoad load) {}

  private final List<Spoken> topic = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5_000 * MS;
  private long wall = 1_000_000;

  /** One router: what it would like to run, what it runs, and how late it is. */
  private final class Node {
    final String id;
    final Loads loads = new Loads(Ejection.NEVER, System::nanoTime, true);
    final Load load;
    final Limit limit;
    final List<Slot> calls = new ArrayList<>();
    final Claims claims;
    int wanted;
    int conflicts;
    int place;
    boolean deaf;
    boolean mute;
    boolean dead;

    /** Said, and not in the topic yet. */
    final List<RouterLoad> sent = new ArrayList<>();

    Node(String id, String instance, int size) {
      this.id = id;
      this.load = loads.of("d", "aws:a", size);
      this.limit = loads.limits().getFirst();
      this.claims =
          new Claims(
              new Speaker(id, instance),
              loads::limits,
              () -> Math.max(0, wanted - calls.size()),
              () -> conflicts++);
      this.place = 0;
      nodes.add(this);
    }

    void run() {
      while (calls.size() < wanted && load.tryAcquire()) {
        calls.add(new Slot(load));
      }
      if (calls.size() < wanted) {
        load.miss();
      }
    }

    void end(int count) {
      for (int i = 0; i < count && !calls.isEmpty(); i++) {
        calls.removeLast().close();
      }
    }

    void read(int most) {
      int until = (int) Math.min(topic.size(), (long) place + most);
      for (; place < until; place++) {
        var spoken = topic.get(place);
        if (spoken.load() == null) {
          claims.left(spoken.router());
        } else {
          claims.hear(spoken.router(), spoken.load());
        }
      }
      claims.settle(place, now);
    }

    void say() {
      if (sent.isEmpty() && claims.due(now)) {
        sent.add(claims.say(now, wall));
      }
    }

    void deliver() {
      sent.forEach(load -> topic.add(new Spoken(id, load)));
      sent.clear();
    }

    void close() {
      end(calls.size());
      topic.add(new Spoken(id, null));
      dead = true;
    }

    int allowed() {
      return limit.allowed();
    }
  }

  private int inFlight() {
    return nodes.stream().filter(node -> !node.dead).mapToInt(node -> node.calls.size()).sum();
  }

  private int[] allowed() {
    return nodes.stream().filter(node -> !node.dead).mapToInt(Node::allowed).toArray();
  }

  /** So much time of everybody in good health: all read, say and run every 10 ms. */
  private void pass(long ms) {
    for (long i = 0; i < ms; i += 10) {
      now += 10 * MS;
      wall += 10;
      for (var node : nodes) {
        if (node.dead) {
          continue;
        }
        if (!node.deaf) {
          node.read(Integer.MAX_VALUE);
        }
        node.say();
        if (!node.mute) {
          node.deliver();
        }
        node.run();
      }
    }
  }

  private void assertShares(int... expected) {
    assertEquals(IntStream.of(expected).boxed().toList(), IntStream.of(allowed()).boxed().toList());
  }

  @Test
  void aloneItHasEverythingAsSoonAsItHasReadItself() {
    var a = new Node("a", "1", 10);
    a.read(0);
    assertShares(0);
    assertFalse(a.claims.joined());
    a.say();
    a.deliver();
    a.read(9);
    assertTrue(a.claims.joined());
    assertShares(10);
  }

  @Test
  void whoJoinsHasItsPartWithinAQuarterOfASecond() {
    new Node("a", "1", 10);
    pass(1_000);
    new Node("b", "1", 10);
    pass(250);
    assertShares(5, 5);
    new Node("c", "1", 10);
    pass(250);
    assertEquals(10, IntStream.of(allowed()).sum());
    assertTrue(nodes.get(2).allowed() >= 3);
  }

  @Test
  void whatOneDoesNotWantTheOtherGets() {
    var a = new Node("a", "1", 100);
    var b = new Node("b", "1", 100);
    pass(1_000);
    a.wanted = 1_000;
    pass(2_000);
    assertShares(99, 1);
    assertEquals(99, a.calls.size());
    b.wanted = 30;
    // The calls of a go on until they end; b has what ends.
    for (int i = 0; i < 300; i++) {
      a.end(1);
      pass(10);
    }
    assertShares(70, 30);
    assertEquals(30, b.calls.size());
    assertEquals(100, inFlight(), "all of it is used");
    b.wanted = 1_000;
    for (int i = 0; i < 300; i++) {
      a.end(1);
      pass(10);
    }
    assertShares(50, 50);
  }

  @Test
  void whoOverflowsElsewhereGetsItsPartInTheEnd() {
    var a = new Node("a", "1", 100);
    pass(1_000);
    a.wanted = 100;
    pass(1_000);
    var b = new Node("b", "1", 100);
    for (int i = 0; i < 1_500; i++) {
      // Nobody waits: what finds no place here goes to another region.
      b.wanted = b.calls.size();
      while (b.load.tryAcquire()) {
        b.calls.add(new Slot(b.load));
        b.wanted++;
      }
      b.load.miss();
      a.end(5);
      pass(10);
    }
    assertTrue(b.allowed() >= 45, "b has " + b.allowed());
  }

  @Test
  void fewerPlacesThanRoutersGoRound() {
    for (int i = 0; i < 3; i++) {
      new Node("r" + i, "1", 2).wanted = 5;
    }
    var had = new int[3];
    for (int i = 0; i < 600; i++) {
      for (int n = 0; n < 3; n++) {
        had[n] += nodes.get(n).calls.size();
        nodes.get(n).end(5);
      }
      pass(50);
      assertTrue(inFlight() <= 2);
    }
    for (int each : had) {
      assertTrue(each > 200, "of 600: " + Arrays.toString(had));
    }
  }

  @Test
  void whoClosesGivesItsShareAtOnceAndWhoDiesInThreeSeconds() {
    var a = new Node("a", "1", 9);
    var b = new Node("b", "1", 9);
    var c = new Node("c", "1", 9);
    pass(1_000);
    assertShares(3, 3, 3);
    c.close();
    pass(300);
    assertEquals(9, a.allowed() + b.allowed());
    b.dead = true;
    pass(2_400);
    assertTrue(a.allowed() < 6, "b may live");
    pass(1_500);
    assertEquals(9, a.allowed());
  }

  @Test
  void anOutageChangesNothing() {
    var a = new Node("a", "1", 10);
    var b = new Node("b", "1", 10);
    a.wanted = 7;
    b.wanted = 3;
    pass(2_000);
    int[] before = allowed();
    for (var node : nodes) {
      node.mute = true;
      node.deaf = true;
    }
    a.wanted = 20;
    pass(60_000);
    assertShares(before);
    for (var node : nodes) {
      node.deaf = false;
    }
    a.mute = false;
    // It is a second before the other comes back, and must not take it for dead.
    for (int i = 0; i < 100; i++) {
      pass(10);
      assertTrue(inFlight() <= 10);
      assertTrue(a.allowed() + b.allowed() <= 10);
    }
    b.mute = false;
    pass(1_000);
    assertShares(7, 3);
  }

  @Test
  void whoWasFrozenGivesUpWhatTheOthersTook() {
    var a = new Node("a", "1", 10);
    var b = new Node("b", "1", 10);
    pass(1_000);
    assertShares(5, 5);
    b.dead = true;
    a.wanted = 10;
    pass(6_000);
    assertEquals(10, a.allowed());
    b.dead = false;
    b.wanted = 10;
    b.read(Integer.MAX_VALUE);
    assertEquals(0, b.allowed(), "as soon as it reads again");
    for (int i = 0; i < 100; i++) {
      a.end(1);
      pass(10);
      assertTrue(inFlight() <= 10);
    }
    assertShares(5, 5);
  }

  @Test
  void whoCanNoLongerSpeakEndsWithNothing() {
    var a = new Node("a", "1", 10);
    var b = new Node("b", "1", 10);
    pass(1_000);
    b.mute = true;
    a.wanted = 10;
    pass(6_000);
    assertShares(10, 0);
  }

  @Test
  void twoOfOneIdNoticeAndStillShare() {
    var a = new Node("a", "1", 10);
    pass(1_000);
    var twin = new Node("a", "2", 10);
    pass(2_000);
    assertEquals(1, a.conflicts);
    assertEquals(1, twin.conflicts);
    assertShares(5, 5);
    a.wanted = 20;
    twin.wanted = 20;
    pass(1_000);
    assertEquals(10, inFlight());
  }

  @Test
  void anEarlierLifeOfTheSameIdIsNotWaitedFor() {
    var before = new Node("a", "1", 10);
    pass(1_000);
    before.dead = true;
    var after = new Node("a", "2", 10);
    pass(100);
    assertEquals(10, after.allowed());
    assertEquals(0, after.conflicts);
  }

  @Test
  void aRegionThatOthersDoNotKnowIsNotSharedWithThem() {
    var a = new Node("a", "1", 10);
    var b = new Node("b", "1", 10);
    pass(1_000);
    b.loads.of("e", "aws:b", 8);
    pass(250);
    var limit =
        b.loads.limits().stream().filter(each -> each.id().equals("aws:b")).findFirst().get();
    assertEquals(8, limit.allowed());
    a.loads.of("e", "aws:b", 8);
    pass(500);
    assertEquals(4, limit.allowed());
  }

  @Test
  void aSmallerLimitHoldsForAll() {
    var a = new Node("a", "1", 10);
    var b = new Node("b", "1", 10);
    pass(1_000);
    a.loads.of("d", "aws:a", 4);
    b.loads.of("d", "aws:a", 4);
    pass(250);
    assertShares(2, 2);
    a.loads.of("d", "aws:a", 100);
    b.loads.of("d", "aws:a", 100);
    pass(250);
    assertShares(50, 50);
  }

  /**
   * Everything late, by different and changing times, short of 3 s: reading, writing, and the
   * routers themselves. Never are there more calls in flight than places, not even for a moment.
   */
  @Test
  void howeverLateTheSumIsNeverMoreThanTheLimit() {
    var seed = Seed.fresh();
    for (int round = 0; round < 60; round++) {
      topic.clear();
      nodes.clear();
      var random = new Random(seed.value() + round);
      int size = 1 + random.nextInt(30);
      int count = 2 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        new Node("r" + i, "1", size);
      }
      var lateUntil = new long[count];
      Arrays.fill(lateUntil, now);
      int most = 0;
      for (int step = 0; step < 4_000; step++) {
        now += 5 * MS;
        wall += 5;
        for (int i = 0; i < count; i++) {
          var node = nodes.get(i);
          if (random.nextInt(100) == 0) {
            node.wanted = random.nextInt(3) == 0 ? 0 : random.nextInt(size * 2 + 1);
          }
          node.end(random.nextInt(3) == 0 ? random.nextInt(3) : 0);
          if (now - lateUntil[i] >= 0) {
            switch (random.nextInt(4)) {
              case 0 -> node.read(1 + random.nextInt(4));
              case 1 -> node.read(Integer.MAX_VALUE);
              case 2 -> node.say();
              default -> node.deliver();
            }
            if (random.nextInt(300) == 0) {
              lateUntil[i] = now + random.nextInt(1_000) * MS;
            }
          }
          node.run();
          while (node.calls.size() > node.wanted) {
            node.end(1);
          }
        }
        int sum = inFlight();
        most = Math.max(most, sum);
        assertTrue(sum <= size, "round " + round + ", step " + step + ": " + sum + " of " + size);
      }
      for (var node : nodes) {
        node.wanted = 2 * size;
      }
      // In the end, in good health, it is all used.
      for (int i = 0; i < 400 && inFlight() < size; i++) {
        pass(10);
      }
      assertEquals(size, inFlight(), "round " + round + ", of " + count + " routers");
      assertTrue(most > 0, "round " + round + ": nothing ran, of " + size + " by " + count);
    }
  }
}
