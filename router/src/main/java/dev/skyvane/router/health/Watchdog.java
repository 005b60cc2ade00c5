package dev.skyvane.router.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds partitions that have work and do not get on. One thread looks, every second; anybody reads
 * what it found.
 */
public final class Watchdog {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /** How often a stall that lasts is logged again. */
  private static final long REMIND_NANOS = Duration.ofMinutes(1).toNanos();

  /**
   * Most that one look adds to a stall: time in which the whole process stood still, as in a frozen
   * container, is not held against its partitions.
   */
  private static final long LONGEST_STEP_NANOS = Duration.ofSeconds(5).toNanos();

  private final Supplier<List<Pulse>> pulses;
  private final long stallNanos;
  private final LongSupplier nanoClock;
  private final Consumer<String> heal;

  // Touched by the thread that looks alone.
  private final Map<String, Watched> partitions = new HashMap<>();
  private boolean blind;

  private volatile List<Stall> stalls = List.of();
  private volatile long lookedNanos;

  private static final class Watched {
    private long progress;
    private long standingNanos;
    private long nextLogNanos;
    private boolean stalled;
  }

  /**
   * A watchdog that has not looked yet.
   *
   * @param pulses of all partitions owned now, each once; must not block
   * @param stallAfter how long a partition may have work without getting on
   * @param nanoClock monotonic, in ns
   * @param heal called once per stall with its partition, on the thread that looks; must not block
   */
  public Watchdog(
      Supplier<List<Pulse>> pulses,
      Duration stallAfter,
      LongSupplier nanoClock,
      Consumer<String> heal) {
    this.pulses = pulses;
    this.stallNanos = stallAfter.toNanos();
    this.nanoClock = nanoClock;
    this.heal = heal;
    this.lookedNanos = nanoClock.getAsLong();
  }

  /** Looks at all partitions. Never throws. */
  public void look() {
    List<Pulse> seen;
    try {
      seen = pulses.get();
    } catch (RuntimeException e) {
      if (!blind) {
        blind = true;
        log.error("event=watchdog-blind", e);
      }
      return;
    }
    blind = false;
    long now = nanoClock.getAsLong();
    long step = Math.min(now - lookedNanos, LONGEST_STEP_NANOS);
    var found = new ArrayList<Stall>();
    var owned = new HashSet<String>();
    for (var pulse : seen) {
      owned.add(pulse.partition());
      var watched = partitions.get(pulse.partition());
      if (watched == null) {
        partitions.put(pulse.partition(), begun(pulse));
      } else if (!pulse.working() || pulse.progress() != watched.progress) {
        gotOn(pulse, watched);
      } else if (stands(pulse, watched, step)) {
        found.add(stall(pulse, watched));
      }
    }
    partitions.entrySet().removeIf(each -> gone(each.getKey(), each.getValue(), owned));
    stalls = List.copyOf(found);
    lookedNanos = now;
  }

  /** What is stalled, as of the last look. */
  public List<Stall> stalls() {
    return stalls;
  }

  /** How long ago the last look ended that saw the partitions. */
  public Duration sinceLook() {
    return Duration.ofNanos(nanoClock.getAsLong() - lookedNanos);
  }

  private Watched begun(Pulse pulse) {
    var watched = new Watched();
    watched.progress = pulse.progress();
    watched.nextLogNanos = stallNanos;
    return watched;
  }

  private void gotOn(Pulse pulse, Watched watched) {
    if (watched.stalled) {
      log.info(
          "event=partition-recovered partition={} stood_ms={}",
          pulse.partition(),
          watched.standingNanos / 1_000_000);
    }
    watched.progress = pulse.progress();
    watched.standingNanos = 0;
    watched.nextLogNanos = stallNanos;
    watched.stalled = false;
  }

  private boolean stands(Pulse pulse, Watched watched, long step) {
    watched.standingNanos += step;
    if (watched.standingNanos < stallNanos) {
      return false;
    }
    if (watched.standingNanos >= watched.nextLogNanos) {
      watched.nextLogNanos = watched.standingNanos + REMIND_NANOS;
      log.warn(
          "event=partition-stalled partition={} stands_ms={} reason=\"{}\"",
          pulse.partition(),
          watched.standingNanos / 1_000_000,
          pulse.reason());
    }
    if (!watched.stalled) {
      watched.stalled = true;
      healed(pulse.partition());
    }
    return true;
  }

  private void healed(String partition) {
    try {
      heal.accept(partition);
    } catch (RuntimeException e) {
      log.error("event=partition-heal-failed partition={}", partition, e);
    }
  }

  private static Stall stall(Pulse pulse, Watched watched) {
    return new Stall(
        pulse.partition(), Duration.ofNanos(watched.standingNanos), pulse.reason(), pulse.ours());
  }

  private static boolean gone(String partition, Watched watched, HashSet<String> owned) {
    if (owned.contains(partition)) {
      return false;
    }
    if (watched.stalled) {
      log.info("event=partition-left-stalled partition={}", partition);
    }
    return true;
  }
}
