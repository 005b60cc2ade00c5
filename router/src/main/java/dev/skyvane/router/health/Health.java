package dev.skyvane.router.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is watched of a router, with the thread that watches. Thread-safe. */
public final class Health implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Longest time without a look before that is a reason of its own. */
  private static final Duration BLIND_AFTER = Duration.ofSeconds(10);

  private final Duration stallAfter;
  private final Readiness readiness = new Readiness();
  private final WriteAlert writes = new WriteAlert(System::nanoTime);
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("skyvane-watchdog").factory());
  private volatile @Nullable Watchdog watchdog;
  private volatile boolean stopping;

  /**
   * Health of a router that starts.
   *
   * @param stallAfter how long a partition may have work without getting on
   */
  public Health(Duration stallAfter) {
    this.stallAfter = stallAfter;
    readiness.hindranceFrom(() -> stopping ? List.of("the router is stopping") : List.<String>of());
    readiness.hindranceFrom(this::blind);
    readiness.hindranceFrom(() -> stalls(true));
    readiness.hindranceFrom(writes::late);
    readiness.noticeFrom(() -> stalls(false));
  }

  /** What keeps the router from its work. */
  public Readiness readiness() {
    return readiness;
  }

  /** Told of what becomes of terminal records. */
  public WriteAlert writes() {
    return writes;
  }

  /**
   * Begins to look at the partitions, every second; called once.
   *
   * @param pulses of all partitions owned now; must not block
   * @param heal called once per stall with its partition; must not block
   */
  public void watch(Supplier<List<Pulse>> pulses, Consumer<String> heal) {
    var begun = new Watchdog(pulses, stallAfter, System::nanoTime, heal);
    watchdog = begun;
    var unused =
        looking.scheduleWithFixedDelay(
            begun::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Partitions that are stalled. */
  public int stalled() {
    var watching = watchdog;
    return watching == null ? 0 : watching.stalls().size();
  }

  /** Says from now on that the router stops. */
  public void stopping() {
    stopping = true;
  }

  private List<String> stalls(boolean ours) {
    var watching = watchdog;
    return watching == null
        ? List.of()
        : watching.stalls().stream()
            .filter(stall -> stall.ours() == ours)
            .map(Stall::text)
            .toList();
  }

  private List<String> blind() {
    var watching = watchdog;
    if (watching == null || watching.sinceLook().compareTo(BLIND_AFTER) < 0) {
      return List.of();
    }
    return List.of(
        "the watchdog has not seen the partitions for %d s: what should tell of them hangs or fails"
            .formatted(watching.sinceLook().toSeconds()));
  }

  /** Stops looking. */
  @Override
  public void close() {
    looking.shutdownNow();
  }
}
