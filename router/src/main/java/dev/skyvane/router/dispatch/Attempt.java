package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.router.schedule.Candidate;
import dev.skyvane.router.schedule.Plan;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One try at one deployment, while it runs. Used by one loop. */
final class Attempt {
  final String id;
  final int number;
  final Plan plan;
  final Candidate candidate;
  final Slot slot;
  final long startedAt = System.currentTimeMillis();
  final long startedNanos = System.nanoTime();
  @Nullable CompletableFuture<CallResult> future;
  Loop.@Nullable Timer guard;
  boolean ended;

  Attempt(String id, int number, Plan plan, Candidate candidate) {
    this.id = id;
    this.number = number;
    this.plan = plan;
    this.candidate = candidate;
    this.slot = new Slot(candidate.deployment().load());
  }
}
