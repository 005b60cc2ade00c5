package dev.skyvane.router.dispatch;

import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Request;
import java.util.Collection;

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
   * @param ending told how it ended
   */
  public InvocationRun dispatch(Request request, Loop loop, Ending ending) {
    var run = run(request, loop, ending);
    run.start();
    return run;
  }

  /** Answers a request that is refused as it stands; otherwise as {@link #dispatch}. */
  public InvocationRun refuse(Request request, Problem problem, Loop loop, Ending ending) {
    var run = run(request, loop, ending);
    run.fail(problem.code(), problem.message());
    return run;
  }

  /**
   * Begins nothing more of these: an attempt in flight may end and be answered, everything else is
   * dropped. Called on the loop that runs them.
   */
  public void retire(Collection<InvocationRun> runs) {
    // All are marked first, so that none takes its turn when one before it lets go of their key.
    runs.forEach(InvocationRun::markRetired);
    runs.forEach(InvocationRun::giveUp);
  }

  private InvocationRun run(Request request, Loop loop, Ending ending) {
    return new InvocationRun(request, around, loop, turns, ending);
  }
}
