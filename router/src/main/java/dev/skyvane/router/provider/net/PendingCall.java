package dev.skyvane.router.provider.net;

import dev.skyvane.provider.CallResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call under way. It ends once; if not by {@link #end}, it was abandoned (timeout, cancel,
 * close), and what it holds is released.
 */
public final class PendingCall {

  private enum State {
    OPEN,
    ENDED,
    ABANDONED
  }

  private final CompletableFuture<CallResult> result = new CompletableFuture<>();
  private State state = State.OPEN;
  private @Nullable Runnable release;

  PendingCall() {
    var _ = result.whenComplete((value, failure) -> abandonIfOpen());
  }

  /** What the caller gets, and cancels. */
  public CompletableFuture<CallResult> result() {
    return result;
  }

  /** Ends the call with its answer, unless it has ended. */
  public void end(CallResult answer) {
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.ENDED;
      release = null;
    }
    result.complete(answer);
  }

  /** Ends the call from outside, unless it has ended. */
  void giveUp(CallResult answer) {
    result.complete(answer);
  }

  /** Whether nobody waits for the answer any more. */
  public synchronized boolean abandoned() {
    return state == State.ABANDONED;
  }

  /**
   * Says what to do if the call is abandoned, in place of what was said before; done at once if it
   * was abandoned already.
   */
  public void onAbandoned(Runnable what) {
    synchronized (this) {
      if (state != State.ABANDONED) {
        release = state == State.OPEN ? what : null;
        return;
      }
    }
    what.run();
  }

  private void abandonIfOpen() {
    Runnable what;
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.ABANDONED;
      what = release;
      release = null;
    }
    if (what != null) {
      what.run();
    }
  }
}
