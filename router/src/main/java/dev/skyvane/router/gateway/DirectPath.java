package dev.skyvane.router.gateway;

import dev.skyvane.router.dispatch.Custody;
import dev.skyvane.router.dispatch.Dispatcher;
import dev.skyvane.router.dispatch.InvocationRun;
import dev.skyvane.router.dispatch.Kept;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.reply.Replies;
import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.ReplyAddress;
import dev.skyvane.router.request.ReplyAddress.Format;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Order;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Runs invocations without Kafka between: the same plans, limits, retries, receipts and outcomes,
 * by this router alone and from memory alone. What would be parked ends with 503 instead, and what
 * is in flight ends with its process. Thread-safe.
 */
final class DirectPath {
  /** Label of a function that may be called so, and its value. */
  static final String LABEL = "skyvane.gateway";

  static final String DIRECT = "direct";

  private static final String NOWHERE = "http";

  private final Dispatcher dispatcher;
  private final List<Loop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * A way to a dispatcher.
   *
   * @param loops that nobody else runs invocations on
   */
  DirectPath(Dispatcher dispatcher, List<Loop> loops) {
    this.dispatcher = dispatcher;
    this.loops = loops;
  }

  /** Whether a function asks to be called so. Order of keys holds in Kafka alone. */
  static boolean wantedBy(FunctionView function) {
    return DIRECT.equals(function.spec().getLabels().get(LABEL))
        && function.spec().getOrder() != Order.KEY;
  }

  /**
   * Runs an invocation.
   *
   * @param timeoutMs after which it begins no further attempt
   * @param then told the end, once, on another thread
   * @return gives it up: no attempt begins any more, one in flight ends by itself
   */
  Runnable run(Invocation invocation, long timeoutMs, Consumer<End> then) {
    var loop = loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    var run = new Run(invocation, timeoutMs, loop, then);
    loop.execute(run::start);
    return () -> loop.execute(run::giveUp);
  }

  /** One invocation. Used by its loop. */
  private final class Run implements Custody {
    private final Consumer<End> then;
    private final InvocationRun run;

    Run(Invocation invocation, long timeoutMs, Loop loop, Consumer<End> then) {
      this.then = then;
      this.run = dispatcher.run(request(invocation, timeoutMs), loop, this);
    }

    void start() {
      run.start();
    }

    void giveUp() {
      dispatcher.retire(List.of(run));
    }

    @Override
    public boolean suspect() {
      return false;
    }

    @Override
    public boolean sure() {
      return true;
    }

    @Override
    public boolean crowded(String function) {
      return false;
    }

    @Override
    public void answer(Request request, Answer answer, Runnable acknowledged) {
      then.accept(new End.Replied(Replies.of(request, answer)));
      acknowledged.run();
    }

    @Override
    public void mark(Parked state, Runnable acknowledged) {
      acknowledged.run();
    }

    @Override
    public void park(Parked state, Kept kept) {
      then.accept(
          new End.Refused(
              Refusal.overloaded(
                  state.reason() == Reason.PAUSED
                      ? "the function is paused, and called without Kafka between it can't wait"
                      : "the call failed, and called without Kafka between it can't wait for its"
                          + " next attempt; come again later")));
    }

    @Override
    public void answered() {}

    @Override
    public void dropped() {}
  }

  private static Request request(Invocation invocation, long timeoutMs) {
    long now = System.currentTimeMillis();
    return new Request(
        new Coordinate(NOWHERE, 0, 0),
        invocation.getId(),
        invocation.getFunction(),
        invocation.getTenant(),
        invocation.getPayload().asReadOnlyBuffer(),
        invocation.getContentType(),
        invocation.getOrigin(),
        invocation.getOrderingKey(),
        now,
        new Need(
            Objects.requireNonNullElse(invocation.getMinMemoryMb(), 0),
            Objects.requireNonNullElse(invocation.getMinVcpu(), 0.0)),
        now + timeoutMs,
        new ReplyAddress(NOWHERE, false, null, Format.AVRO, null, null),
        invocation.getAttributes(),
        new ConsumerRecord<>(NOWHERE, 0, 0, new byte[0], new byte[0]));
  }
}
