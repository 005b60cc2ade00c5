package dev.skyvane.router.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * One in flight per ordering key; the others wait in the order they came. Keys are told apart by a
 * hash of 64 bits, which is what a parked state holds: two that share one follow each other without
 * need. Used by one loop.
 */
public final class KeyLanes {
  private static final long FNV_BASIS = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private final Map<Key, Lane> lanes = new HashMap<>();

  private record Key(String function, long hash) {}

  /** A place among those of a key. */
  public static final class Ticket {
    private final Key key;
    private Runnable turn = () -> {};
    private boolean first;
    private boolean left;

    private Ticket(Key key) {
      this.key = key;
    }

    /** Whether it is this one's turn. */
    public boolean first() {
      return first;
    }

    /** What is run when its turn comes. */
    public void onTurn(Runnable action) {
      turn = action;
    }
  }

  private static final class Lane {
    final ArrayDeque<Ticket> waiting = new ArrayDeque<>(0);
    boolean passing;
    boolean left;
  }

  /** The hash of an ordering key: FNV-1a (Fowler, Noll, Vo) of its UTF-8 bytes, 64 bits. */
  public static long hash(String orderingKey) {
    long hash = FNV_BASIS;
    for (byte next : orderingKey.getBytes(UTF_8)) {
      hash = (hash ^ (next & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  /** Takes a place behind those who are there; the first need not wait for its turn. */
  public Ticket enter(String function, long hash) {
    var ticket = new Ticket(new Key(function, hash));
    var lane = lanes.get(ticket.key);
    if (lane == null) {
      lanes.put(ticket.key, new Lane());
      ticket.first = true;
    } else {
      lane.waiting.add(ticket);
    }
    return ticket;
  }

  /** Gives a place up; whoever waits next has its turn if it was the first's. */
  public void leave(Ticket ticket) {
    if (ticket.left) {
      return;
    }
    ticket.left = true;
    ticket.turn = () -> {};
    var lane = lanes.get(ticket.key);
    if (lane == null || !ticket.first) {
      return;
    }
    lane.left = true;
    // Who leaves within its own turn is followed here, not by a call within a call: thousands may
    // leave in one go.
    if (lane.passing) {
      return;
    }
    lane.passing = true;
    while (lane.left) {
      var next = lane.waiting.poll();
      if (next == null) {
        lanes.remove(ticket.key);
        break;
      }
      if (!next.left) {
        lane.left = false;
        next.first = true;
        next.turn.run();
      }
    }
    lane.passing = false;
  }
}
