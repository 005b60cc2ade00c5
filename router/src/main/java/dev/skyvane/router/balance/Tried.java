package dev.skyvane.router.balance;

import java.util.ArrayList;
import java.util.List;

/** Ids of the deployments that an invocation has tried. Used by one thread. */
public final class Tried {
  private final List<String> ids;
  private final List<String> refusals;

  /** Nothing was tried. */
  public Tried() {
    this(List.of(), List.of());
  }

  /**
   * These were tried.
   *
   * @param refusals those that refused the invocation for good
   */
  public Tried(List<String> ids, List<String> refusals) {
    this.ids = ids.isEmpty() ? new ArrayList<>(0) : new ArrayList<>(ids);
    this.refusals = refusals.isEmpty() ? new ArrayList<>(0) : new ArrayList<>(refusals);
  }

  /** Adds a deployment. */
  public void add(String deployment) {
    ids.add(deployment);
  }

  /** Takes back what was added last. */
  public void removeLast() {
    ids.removeLast();
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

  /** What was tried, in order. */
  public List<String> ids() {
    return List.copyOf(ids);
  }

  /** What refused the invocation for good, in order. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Whether nothing was tried. */
  public boolean isEmpty() {
    return ids.isEmpty();
  }
}
