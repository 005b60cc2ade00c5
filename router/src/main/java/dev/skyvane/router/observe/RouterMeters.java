package dev.skyvane.router.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** The router's meters, bound to a registry. Thread-safe. */
public final class RouterMeters {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter writesDelayed;
  private final Counter outcomesLost;
  private final Counter lateAnswers;
  private final Timer queueTime;
  private final Timer dispatchTime;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicInteger routers = new AtomicInteger(1);
  private final AtomicLong liveRestoreNanos = new AtomicLong();
  private final Counter idConflicts;
  private final MultiGauge shares;
  private final ConcurrentHashMap<String, Counter> byTag = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<AttemptKind, Timer> attempts = new ConcurrentHashMap<>();

  private final Counter lateReplies;
  private final ConcurrentHashMap<HttpKind, Timer> httpCalls = new ConcurrentHashMap<>();

  private record AttemptKind(String provider, String status) {}

  private record HttpKind(String kind, int status) {}

  /**
   * Binds the meters.
   *
   * @param inFlight attempts in flight at this moment
   */
  public RouterMeters(MeterRegistry registry, IntSupplier inFlight) {
    this.registry = registry;
    this.received = counter(Meter.RECEIVED);
    this.writesDelayed = counter(Meter.WRITES_DELAYED);
    this.outcomesLost = counter(Meter.OUTCOMES_LOST);
    this.lateAnswers = counter(Meter.LATE_ANSWERS);
    this.queueTime =
        Timer.builder(Meter.QUEUE_TIME.id()).description(Meter.QUEUE_TIME.doc()).register(registry);
    this.dispatchTime =
        Timer.builder(Meter.DISPATCH_TIME.id())
            .description(Meter.DISPATCH_TIME.doc())
            .register(registry);
    gauge(Meter.WAITING, waiting);
    gauge(Meter.PARKED, parked);
    gauge(Meter.HELD_BYTES, heldBytes);
    gauge(Meter.ROUTERS, routers);
    Gauge.builder(Meter.LIVE_RESTORE.id(), () -> liveRestoreNanos.get() / NANOS_PER_SECOND)
        .description(Meter.LIVE_RESTORE.doc())
        .register(registry);
    this.idConflicts = counter(Meter.ID_CONFLICTS);
    this.lateReplies = counter(Meter.GATEWAY_LATE);
    this.shares =
        MultiGauge.builder(Meter.LIMIT_SHARE.id())
            .description(Meter.LIMIT_SHARE.doc())
            .register(registry);
    show(Meter.IN_FLIGHT, inFlight);
  }

  /** Counts records read. */
  public void received(int records) {
    received.increment(records);
  }

  /** Counts a request that was written as soon as its record could be. */
  public void dispatched(long nanos) {
    dispatchTime.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Bytes of records held, to be changed by whoever holds them. */
  public AtomicLong heldBytes() {
    return heldBytes;
  }

  /** Invocations that wait for a place, to be changed by whoever waits. */
  public AtomicInteger waiting() {
    return waiting;
  }

  /** Invocations that are parked, to be changed by whoever parks. */
  public AtomicInteger parked() {
    return parked;
  }

  /** Counts a reply that Kafka has. */
  public void replied(String status) {
    tagged(Meter.REPLIES, "status", status).increment();
  }

  /** Counts a dead letter that Kafka has. */
  public void deadLettered(String reason) {
    tagged(Meter.DEAD_LETTERS, "reason", reason).increment();
  }

  /** Counts a terminal record that must be written again. */
  public void terminalWriteDelayed() {
    writesDelayed.increment();
  }

  /** Counts an outcome that is lost. */
  public void outcomeLost() {
    outcomesLost.increment();
  }

  /** Counts an answer that nobody waits for any more. */
  public void lateAnswer() {
    lateAnswers.increment();
  }

  /** Counts a ban of a deployment. */
  public void ejected(String deployment) {
    tagged(Meter.EJECTIONS, "deployment", deployment).increment();
  }

  /** Counts a call of the router's own. */
  public void probed(String deployment) {
    tagged(Meter.PROBES, "deployment", deployment).increment();
  }

  /** Counts a retry that the budget did not allow. */
  public void retryRefused(String function) {
    tagged(Meter.RETRIES_REFUSED, "function", function).increment();
  }

  /**
   * Counts a call over HTTP that was answered.
   *
   * @param kind sync, async or direct
   * @param status of the answer
   * @param nanos from the call to its answer
   */
  public void answeredOverHttp(String kind, int status, long nanos) {
    httpCalls
        .computeIfAbsent(
            new HttpKind(kind, status),
            key ->
                Timer.builder(Meter.GATEWAY_TIME.id())
                    .description(Meter.GATEWAY_TIME.doc())
                    .tag("kind", key.kind())
                    .tag("status", Integer.toString(key.status()))
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a reply that was called back (delivered), or is no longer tried (given-up). */
  public void calledBack(String result) {
    tagged(Meter.GATEWAY_CALLBACKS, "result", result).increment();
  }

  /** Counts a reply to a call over HTTP that nobody waits for any more. */
  public void lateReply() {
    lateReplies.increment();
  }

  /**
   * Shows what a gateway holds.
   *
   * @param pending calls that wait
   * @param heldBytes payloads that Kafka does not have yet
   */
  public void showGateway(IntSupplier pending, IntSupplier heldBytes) {
    show(Meter.GATEWAY_PENDING, pending);
    show(Meter.GATEWAY_HELD_BYTES, heldBytes);
  }

  /** Routers that share limits, to be changed by whoever hears them. */
  public AtomicInteger routers() {
    return routers;
  }

  /** Notes how long it took until what was measured before the start counted. */
  public void liveDataRestored(long nanos) {
    liveRestoreNanos.set(nanos);
  }

  /** Counts another router of the same id. */
  public void idConflict() {
    idConflicts.increment();
  }

  /** Shows this router's shares of limits, by region, in place of those before. */
  public void showShares(Map<String, IntSupplier> byRegion) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    byRegion.forEach(
        (region, share) -> rows.add(MultiGauge.Row.of(Tags.of("region", region), share::getAsInt)));
    shares.register(rows, true);
  }

  /** Shows a count of deployments that are not live. */
  public void showNotLive(IntSupplier count) {
    show(Meter.NOT_LIVE, count);
  }

  /** Shows a count of partitions that are stalled. */
  public void showStalled(IntSupplier count) {
    show(Meter.STALLED, count);
  }

  private void show(Meter meter, IntSupplier count) {
    // A method reference is held by nobody else: held weakly, it would soon be shown as NaN.
    Gauge.builder(meter.id(), count, IntSupplier::getAsInt)
        .description(meter.doc())
        .strongReference(true)
        .register(registry);
  }

  /**
   * Counts the end of an attempt.
   *
   * @param queueMs from append of the record to the attempt, in ms
   * @param nanos from request to answer
   */
  public void attempted(String provider, String status, double queueMs, long nanos) {
    queueTime.record((long) (queueMs * 1_000), TimeUnit.MICROSECONDS);
    attempts
        .computeIfAbsent(
            new AttemptKind(provider, status),
            kind ->
                Timer.builder(Meter.ATTEMPT_TIME.id())
                    .description(Meter.ATTEMPT_TIME.doc())
                    .tag("provider", kind.provider())
                    .tag("status", kind.status())
                    .register(registry))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(Meter meter) {
    return Counter.builder(meter.id()).description(meter.doc()).register(registry);
  }

  private void gauge(Meter meter, Number number) {
    Gauge.builder(meter.id(), number, Number::doubleValue)
        .description(meter.doc())
        .register(registry);
  }

  private Counter tagged(Meter meter, String tag, String value) {
    return byTag.computeIfAbsent(
        meter.id() + "|" + value,
        _ ->
            Counter.builder(meter.id())
                .description(meter.doc())
                .tag(tag, value)
                .register(registry));
  }
}
