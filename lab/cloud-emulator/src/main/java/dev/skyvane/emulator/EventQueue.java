package dev.skyvane.emulator;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Calls that were accepted to run later, in the order of their arrival but for those whose function
 * is at its limit. On the region's event loop.
 */
final class EventQueue {

  /** Events that may wait for a place; more are throttled. */
  private static final int MAX_WAITING = 10_000;

  /** It ends when it has run and its caller was told that it was taken. */
  private static final class Event {
    final Call call;
    final FunctionOptions function;
    boolean told;
    Ending.@Nullable Ran ran;

    Event(Call call, FunctionOptions function) {
      this.call = call;
      this.function = function;
    }
  }

  private final int concurrency;
  private final WireProtocol protocol;
  private final Runs runs;
  private final Replies replies;
  private final ArrayDeque<Event> events = new ArrayDeque<>();

  EventQueue(int concurrency, WireProtocol protocol, Runs runs, Replies replies) {
    this.concurrency = concurrency;
    this.protocol = protocol;
    this.runs = runs;
    this.replies = replies;
  }

  void accept(Call call, FunctionOptions function) {
    if (events.size() >= MAX_WAITING) {
      replies.answer(
          call, function, new Ending.Refused(Ending.Reason.REGION_LIMIT, "Rate Exceeded."));
      return;
    }
    var event = new Event(call, function);
    events.addLast(event);
    replies.accept(
        call,
        function,
        () -> {
          event.told = true;
          end(event);
        });
    drain();
  }

  /** Runs what there is a place for. */
  void drain() {
    for (var waiting = events.iterator(); waiting.hasNext(); ) {
      if (runs.inFlight() >= concurrency) {
        return;
      }
      var event = waiting.next();
      if (runs.refuse(event.function) == null) {
        waiting.remove();
        var call = event.call;
        runs.run(
            call.order(event.function, protocol.input(call.invocation, call.body())),
            ran -> {
              event.ran = ran;
              end(event);
              drain();
            });
      }
    }
  }

  private void end(Event event) {
    var ran = event.ran;
    if (event.told && ran != null) {
      replies.settle(event.call, event.function, ran);
    }
  }
}
