package dev.skyvane.router.dispatch;

import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Request;

/** Sets invocations on their way. */
public final class Dispatcher {
  private final Surroundings around;
  private final Turns turns = new Turns();

  public Dispatcher(Surroundings around) {
    this.around = around;
  }

  /**
   * Runs a request to its terminal record; called on the loop.
   *
   * @param done called on the loop, once, when the terminal record is acknowledged; never if the
   *     run is dropped
   */
  public InvocationRun dispatch(Request request, Loop loop, Runnable done) {
    var run = run(request, loop, done);
    run.start();
    return run;
  }

  /** Answers a request that is refused as it stands; otherwise as {@link #dispatch}. */
  public InvocationRun refuse(Request request, Problem problem, Loop loop, Runnable done) {
    var run = run(request, loop, done);
    run.fail(problem.code(), problem.message());
    return run;
  }

  private InvocationRun run(Request request, Loop loop, Runnable done) {
    return new InvocationRun(request, around, loop, turns, done);
  }
}
