package dev.skyvane.router.balance;

import java.util.ArrayList;
import java.util.List;

/** Ids of the deployments that an invocation has tried. Used by one thread. */
public final class Tried {
  private final List<String> ids = new ArrayList<>(0);

  /** Adds a deployment. */
  public void add(String deployment) {
    ids.add(deployment);
  }

  /** Whether a deployment was tried. */
  public boolean contains(String deployment) {
    return ids.contains(deployment);
  }

  /** Whether nothing was tried. */
  public boolean isEmpty() {
    return ids.isEmpty();
  }
}
