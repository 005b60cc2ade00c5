package dev.skyvane.emulator;

import dev.skyvane.emulator.sample.FunctionInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** One call from its arrival to its entry in the ledger. On the region's event loop. */
final class Call {

  final HttpServerRequest request;
  final WireProtocol.Invocation invocation;
  final String requestId;
  final Faults.Settings faults;
  final double networkMs;
  final boolean hanging;
  final boolean erring;
  final boolean throttled;
  final boolean failing;

  private final long startNanos = System.nanoTime();
  private final long startEpochMs = System.currentTimeMillis();
  private final Buffer body = Buffer.buffer();
  private final int maxBytes;
  private long bytes;
  private boolean gone;
  private boolean answered;
  private @Nullable Runnable whenGone;

  Call(
      HttpServerRequest request,
      WireProtocol.Invocation invocation,
      int maxBytes,
      double networkMs,
      Faults.Settings faults,
      Draws draws) {
    this.request = request;
    this.invocation = invocation;
    this.maxBytes = maxBytes;
    this.networkMs = networkMs;
    this.faults = faults;
    this.requestId = draws.requestId();
    this.hanging = draws.hits(faults.hangRate());
    this.erring = draws.hits(faults.errorRate());
    this.throttled = draws.hits(faults.throttleRate());
    this.failing = draws.hits(faults.functionErrorRate());
  }

  /** Takes a part of the body; what is over the limit is counted and let go. */
  void append(Buffer part) {
    bytes += part.length();
    if (!tooLarge()) {
      body.appendBuffer(part);
    }
  }

  boolean tooLarge() {
    return bytes > maxBytes;
  }

  byte[] body() {
    return body.getBytes();
  }

  /** The caller's connection is no more. */
  void goAway() {
    if (gone) {
      return;
    }
    gone = true;
    if (whenGone != null) {
      whenGone.run();
    }
  }

  boolean gone() {
    return gone;
  }

  void whenGone(Runnable task) {
    whenGone = task;
    if (gone) {
      task.run();
    }
  }

  void answered(boolean wholly) {
    answered = wholly;
  }

  /** What is to run for this call. */
  Runs.Order order(FunctionOptions function, FunctionInput input) {
    return new Runs.Order(function, requestId, input, faults, failing);
  }

  /** The entry of a call that ends now. */
  LedgerEntry entry(
      LedgerEntry.Status status,
      @Nullable FunctionOptions function,
      Ending.@Nullable Run run,
      long responseBytes,
      Price price) {
    var memoryMb = function == null ? 0 : function.memoryMb();
    var usd = run == null ? BigDecimal.ZERO : price.cost(run.billedMs(), memoryMb, run.usedMb());
    var tags = invocation.tags();
    return new LedgerEntry(
        requestId,
        tags.get(Tags.INVOCATION_ID),
        tags.get(Tags.ATTEMPT_ID),
        attempt(tags.get(Tags.ATTEMPT)),
        invocation.function(),
        invocation.kind(),
        status,
        startNanos,
        System.nanoTime(),
        startEpochMs,
        System.currentTimeMillis(),
        run == null ? 0 : run.startNanos(),
        run == null ? 0 : run.endNanos(),
        tags.get(Tags.VANTAGE),
        networkMs,
        run != null && run.cold(),
        run == null ? 0 : run.initMs(),
        run == null ? 0 : run.durationMs(),
        run == null ? 0 : run.billedMs(),
        memoryMb,
        run == null ? 0 : run.usedMb(),
        bytes,
        responseBytes,
        answered,
        usd);
  }

  private static int attempt(@Nullable String header) {
    if (header == null || !header.matches("\\d{1,9}")) {
      return 0;
    }
    return Integer.parseInt(header);
  }
}
