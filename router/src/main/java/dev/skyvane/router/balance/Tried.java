package dev.skyvane.router.balance;

import java.util.ArrayList;
import java.util.List;

/** Ids of the deployments that an invocation has tried. Used by one thread. */
public final class Tried {
  private final List<String> ids = new ArrayList<>(0);
  private final List<String> refusals = new ArrayList<>(0);

  /** Adds a deployment. */
  public void add(String deployment) {
    ids.add(deployment);
  }

  /** Marks a deployment that was tried and refused the invocation for good. */
  public void refuse(String deployment) {
    refusals.add(deployment);
  }

  /** Whether a deployment was tried. */
  public boolean contains(String deployment) {
    return ids.contains(deployment);
  }

  /** Whether a deployment refused the invocation for good. */
  public boolean refused(String deployment) {
    return refusals.contains(deployment);
  }

  /** Whether nothing was tried. */
  public boolean isEmpty() {
    return ids.isEmpty();
  }
}
