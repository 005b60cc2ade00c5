package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs functions within the limits of a region. On the region's event loop, but for the two counts.
 *
 * <pre>
 * place taken ──► init (cold only) ──► compute ──► wait for the back end, then for the modelled time ──► place given back
 * </pre>
 */
final class Runs {

  /** What an instance needs before it has seen any input, in MB. */
  private static final int IDLE_MB = 36;

  private final Vertx vertx;
  private final RegionOptions region;
  private final WireProtocol protocol;
  private final ComputePool pool;
  private final Draws draws;
  private final Map<String, Running> functions = new HashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger maxInFlight = new AtomicInteger();

  private static final class Running {
    final FunctionOptions function;
    final InstancePool instances;
    final BackEnd backEnd;
    int count;

    Running(FunctionOptions function, long keepAliveNanos) {
      this.function = function;
      this.instances = new InstancePool(keepAliveNanos);
      this.backEnd = new BackEnd(function.backEndWorkers());
    }
  }

  /** What a run is to do. */
  record Order(
      FunctionOptions function,
      String requestId,
      FunctionInput input,
      Faults.Settings faults,
      boolean failing) {}

  /** What a function answered, or why it failed. */
  private record Result(@Nullable FunctionOutput output, @Nullable Throwable failure) {}

  private record Begun(
      Order order, Running running, boolean cold, double initMs, long startNanos) {}

  Runs(Vertx vertx, RegionOptions region, WireProtocol protocol, ComputePool pool, Draws draws) {
    this.vertx = vertx;
    this.region = region;
    this.protocol = protocol;
    this.pool = pool;
    this.draws = draws;
  }

  int inFlight() {
    return inFlight.get();
  }

  int maxInFlight() {
    return maxInFlight.get();
  }

  /** Why the function can't run now; null if there is a place. */
  Ending.@Nullable Refused refuse(FunctionOptions function) {
    if (of(function).count >= function.reservedConcurrency()) {
      return new Ending.Refused(Ending.Reason.FUNCTION_LIMIT, "Rate Exceeded.");
    }
    if (inFlight.get() >= region.concurrency()) {
      return new Ending.Refused(Ending.Reason.REGION_LIMIT, "Rate Exceeded.");
    }
    return null;
  }

  /** Begins instances that wait for calls. */
  void warm(FunctionOptions function, int count) {
    for (var i = 0; i < count; i++) {
      of(function).instances.giveBack(System.nanoTime());
    }
  }

  /** Has exactly so many instances of the function idle. */
  void scale(FunctionOptions function, int count) {
    of(function).instances.scale(count, System.nanoTime());
  }

  /** Runs at once; {@link #refuse} was asked just before. */
  void run(Order order, Consumer<Ending.Ran> then) {
    var now = System.nanoTime();
    var running = of(order.function());
    running.count++;
    maxInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    var coldStart = region.coldStart();
    var cold = !running.instances.take(now) && coldStart.medianMs() > 0;
    var initMs =
        cold ? hundredths(coldStart.medianMs() * draws.coldStartFactor(coldStart.cv())) : 0;
    var begun = new Begun(order, running, cold, initMs, now);
    Timers.after(vertx, initMs, () -> execute(begun, then));
  }

  private void execute(Begun begun, Consumer<Ending.Ran> then) {
    var order = begun.order();
    var faults = order.faults();
    var body = order.function().body();
    var modelledMs =
        body.serviceMsOn(region.service().vcpu(order.function().memoryMb()))
                * region.serviceFactor()
                * draws.serviceFactor(region.serviceCv())
                * faults.slowdownFactor()
            + faults.slowdownMs();
    var began = System.nanoTime();
    Supplier<Result> task = () -> compute(order);
    Consumer<Result> done = result -> computed(begun, result, modelledMs, began, then);
    if (body.waits()) {
      pool.await(vertx.getOrCreateContext(), task, done);
    } else if (body.computes() || order.input().bytes().length > ComputePool.SMALL_BYTES) {
      pool.compute(vertx.getOrCreateContext(), task, done);
    } else {
      done.accept(task.get());
    }
  }

  private Result compute(Order order) {
    if (order.failing()) {
      return new Result(
          null,
          new FunctionFailedException("EmulatedFailure", "A fault of the emulator hit the run."));
    }
    try {
      return new Result(protocol.run(order.function().body(), order.input()), null);
    } catch (FunctionFailedException | RuntimeException | OutOfMemoryError e) {
      // Whatever a function throws is its caller's to know, as on a real provider.
      return new Result(null, e);
    }
  }

  private void computed(
      Begun begun, Result result, double modelledMs, long began, Consumer<Ending.Ran> then) {
    var output = result.output();
    var elapsedMs = (System.nanoTime() - began) / 1e6;
    var serviceMs = Math.max(modelledMs + (output == null ? 0 : output.sleepMs()), elapsedMs);
    var neededMs = begun.running().backEnd.waitMs(serviceMs, began) + serviceMs;
    var timeoutMs = (double) begun.order().function().timeout().toMillis();
    var timedOut = neededMs > timeoutMs;
    var durationMs = timedOut ? timeoutMs : hundredths(neededMs);
    Timers.after(
        vertx, durationMs - elapsedMs, () -> then.accept(end(begun, result, durationMs, timedOut)));
  }

  private Ending.Ran end(Begun begun, Result result, double durationMs, boolean timedOut) {
    var now = System.nanoTime();
    var order = begun.order();
    var function = order.function();
    begun.running().count--;
    inFlight.decrementAndGet();
    if (!timedOut) {
      begun.running().instances.giveBack(now);
    }
    var output = result.output();
    var usedMb = usedMb(order, output == null ? 0 : output.bytes().length);
    var run =
        new Ending.Run(
            begun.cold(),
            begun.initMs(),
            durationMs,
            region.price().billedMs(durationMs, begun.initMs()),
            usedMb,
            begun.startNanos(),
            now);
    if (timedOut) {
      return protocol.timedOut(order.requestId(), function, run);
    }
    if (output == null) {
      var failure = result.failure();
      var error = failure == null ? new IllegalStateException("no result") : failure;
      return failed(run, FunctionErrors.of(error));
    }
    if (output.bytes().length > protocol.maxResponseBytes()) {
      return failed(run, protocol.responseTooLarge());
    }
    return new Ending.Ran(LedgerEntry.Status.OK, run, output.bytes(), output.contentType());
  }

  private static Ending.Ran failed(Ending.Run run, byte[] error) {
    return new Ending.Ran(LedgerEntry.Status.FUNCTION_ERROR, run, error, "application/json");
  }

  /** Input four times (text, parsed, decoded, working copy) and output, on top of an idle one. */
  private static int usedMb(Order order, int outputBytes) {
    var bytes = 4L * order.input().bytes().length + outputBytes;
    return (int) Math.min(order.function().memoryMb(), IDLE_MB + (bytes >> 20));
  }

  private Running of(FunctionOptions function) {
    var running = functions.get(function.name());
    if (running == null || !running.function.equals(function)) {
      // A new deployment starts with no instances; runs of the old one give back to the old.
      running = new Running(function, region.coldStart().keepAlive().toNanos());
      functions.put(function.name(), running);
    }
    return running;
  }

  /** Durations are metered in hundredths of a ms, as Lambda reports them. */
  private static double hundredths(double ms) {
    return Math.round(ms * 100) / 100.0;
  }
}
