package dev.skyvane.bench.rig;

import dev.skyvane.bench.rig.SlowdownRig.Called;
import dev.skyvane.bench.rig.SlowdownRig.Script;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Functions called by a script, in turn and at a steady rate. Used by one thread. */
final class SlowdownRun {
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TRIAL_PAUSE = Duration.ofMillis(100);

  private final List<Callee> callees;
  private final Script script;
  private final Duration warmUp;
  private final Random random;
  private final SlowdownCalls wire;
  private final DoubleConsumer slowBy;
  private final Consumer<String> progress;
  private final String prefix = Long.toHexString(System.nanoTime()) + "-";
  private final Map<Callee, List<Called>> calls = new HashMap<>();
  private final Map<Callee, BigDecimal> usd = new HashMap<>();
  private final long stepNanos;
  private final long[] sentNanos;
  private long began;
  private boolean slow;
  private long told = -1;
  private int answers;

  /**
   * A run.
   *
   * @param random draws the service times
   * @param slowBy makes one provider slower by so many ms
   * @param progress told what goes on, once a second
   */
  SlowdownRun(
      List<Callee> callees,
      Script script,
      Duration warmUp,
      Random random,
      SlowdownCalls wire,
      DoubleConsumer slowBy,
      Consumer<String> progress) {
    this.callees = List.copyOf(callees);
    this.script = script;
    this.warmUp = warmUp;
    this.random = random;
    this.wire = wire;
    this.slowBy = slowBy;
    this.progress = progress;
    this.stepNanos = 1_000_000_000L / ((long) script.perSecond() * callees.size());
    this.sentNanos = new long[(int) (warmUp.plus(script.length()).toNanos() / stepNanos)];
  }

  /**
   * Calls each function until it is answered: the router reads of it some time after it was
   * announced.
   *
   * @throws IllegalStateException if one is not within the patience
   */
  void awaitServed() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    var waiting = new LinkedHashSet<>(callees);
    for (int round = 1; !waiting.isEmpty(); round++) {
      waiting.removeAll(served(waiting, round, end));
      LockSupport.parkNanos(waiting.isEmpty() ? 0 : TRIAL_PAUSE.toNanos());
    }
  }

  private Set<Callee> served(Set<Callee> tried, int round, long end) {
    var open = new HashMap<String, Callee>();
    for (var callee : tried) {
      var correlation = prefix + "trial-" + round + "-" + callee.name();
      open.put(correlation, callee);
      wire.send(callee.name(), ServiceTime.shortest(), round % Names.PARTITIONS, correlation);
    }
    var served = new HashSet<Callee>();
    while (!open.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "no answer within %d s to %s".formatted(PATIENCE.toSeconds(), open.keySet()));
      }
      for (var reply : wire.replies(POLL)) {
        var callee = open.remove(reply.correlation());
        if (callee != null) {
          spent(callee, reply);
          if (reply.ok()) {
            served.add(callee);
          }
        }
      }
    }
    return served;
  }

  /**
   * Calls all.
   *
   * @throws IllegalStateException if answers are missing
   */
  void call() {
    began = System.nanoTime();
    int total = sentNanos.length;
    int sent = 0;
    while (answers < total) {
      long now = System.nanoTime();
      slowDown(now);
      while (sent < total && now - due(sent) >= 0) {
        send(sent++);
      }
      wire.replies(sent < total ? Duration.ZERO : POLL).forEach(this::take);
      if (sent < total) {
        LockSupport.parkNanos(Math.min(1_000_000, due(sent) - System.nanoTime()));
      } else if (now - sentNanos[total - 1] > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%d of %,d replies are missing after %d s"
                .formatted(total - answers, total, PATIENCE.toSeconds()));
      }
    }
  }

  private long due(int index) {
    return began + index * stepNanos;
  }

  private long sinceBegin(long nanos) {
    return nanos - began - warmUp.toNanos();
  }

  private void slowDown(long now) {
    long at = sinceBegin(now);
    boolean should = at >= script.from().toNanos() && at < script.until().toNanos();
    if (should != slow) {
      slow = should;
      slowBy.accept(should ? script.addedMs() : 0);
    }
    long second = at / 1_000_000_000L;
    if (second != told) {
      told = second;
      progress.accept(
          "second %d of %d%s"
              .formatted(
                  second, script.length().toSeconds(), slow ? ", one provider is slow" : ""));
    }
  }

  private Callee callee(int index) {
    return callees.get(index % callees.size());
  }

  private void send(int index) {
    int partition = index / callees.size() % Names.PARTITIONS;
    sentNanos[index] = System.nanoTime();
    wire.send(callee(index).name(), ServiceTime.draw(random), partition, prefix + index);
  }

  private void take(SlowdownCalls.Reply reply) {
    if (!reply.correlation().startsWith(prefix)) {
      return;
    }
    long now = System.nanoTime();
    int index = Integer.parseInt(reply.correlation().substring(prefix.length()));
    var callee = callee(index);
    answers++;
    spent(callee, reply);
    long sent = sentNanos[index];
    if (sinceBegin(sent) < 0) {
      return;
    }
    calls
        .computeIfAbsent(callee, _ -> new ArrayList<>())
        .add(
            new Called(
                sinceBegin(sent) / 1e6,
                reply.ok() ? (now - sent) / 1e6 : Double.NaN,
                SlowdownRig.SLOW.equals(reply.region()),
                reply.usd()));
  }

  private void spent(Callee callee, SlowdownCalls.Reply reply) {
    if (reply.usd() != null) {
      usd.merge(callee, reply.usd(), BigDecimal::add);
    }
  }

  /** The calls after the warm-up, in the order of their replies. */
  List<Called> calls(Callee callee) {
    return List.copyOf(calls.getOrDefault(callee, List.of()));
  }

  /** What all receipts of a function say together, those of the warm-up included, in USD. */
  BigDecimal usd(Callee callee) {
    return usd.getOrDefault(callee, BigDecimal.ZERO);
  }
}
