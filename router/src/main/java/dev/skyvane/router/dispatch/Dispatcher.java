package dev.skyvane.router.dispatch;

import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.table.FunctionView;
import java.util.Collection;

/** Sets invocations on their way. */
public final class Dispatcher {
  private final Surroundings around;
  private final Chooser chooser;

  public Dispatcher(Surroundings around) {
    this.around = around;
    this.chooser = new Chooser(around);
  }

  /** Makes the run of a request that is new; called on the loop, and started by the caller. */
  public InvocationRun run(Request request, Loop loop, Custody custody) {
    return new InvocationRun(
        request,
        around,
        chooser,
        loop,
        custody,
        new Attempts(around, custody.suspect()),
        new Account(request, around.routerId(), around.catalog()),
        null);
  }

  /** Makes the run of a request that was parked; called on the loop, and resumed by the caller. */
  public InvocationRun run(Request request, Parked parked, Kept kept, Loop loop, Custody custody) {
    int unlisted = Math.max(0, parked.failures() + parked.crashes() - kept.attempts().size());
    return new InvocationRun(
        request,
        around,
        chooser,
        loop,
        custody,
        new Attempts(around, parked),
        new Account(
            request,
            around.routerId(),
            around.catalog(),
            parked.spent(),
            kept.attempts(),
            unlisted),
        kept.ticket());
  }

  /**
   * Begins nothing more of these: an attempt in flight may end and be answered, what backs off is
   * parked, everything else is dropped. Called on the loop that runs them.
   */
  public void retire(Collection<InvocationRun> runs) {
    // All are marked first, so that none takes its turn when one before it lets go of their key.
    runs.forEach(InvocationRun::markRetired);
    runs.forEach(InvocationRun::giveUp);
  }

  /** Takes a retry out of a function's budget, if there is one. */
  public boolean takeRetry(String function) {
    return around.retryBudgets().of(function).tryRetry();
  }

  /** Whether a function is paused as of now. */
  public boolean paused(String function) {
    return around.world().get().function(function).map(FunctionView::paused).orElse(false);
  }
}
