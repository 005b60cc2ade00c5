package dev.skyvane.router.table;

import dev.skyvane.schemas.record.FunctionSpec;
import java.util.List;
import java.util.Set;

/**
 * A function ready to be scheduled.
 *
 * @param spec as registered; never changed
 * @param deployments in the spec's order
 * @param retryOn classes of failure that are retried
 */
public record FunctionView(
    FunctionSpec spec, List<DeploymentView> deployments, Set<String> retryOn) {

  /** The function's name. */
  public String name() {
    return spec.getName();
  }

  /** Whether its invocations are held back until it is resumed or their deadline passes. */
  public boolean paused() {
    return spec.getPaused();
  }
}
