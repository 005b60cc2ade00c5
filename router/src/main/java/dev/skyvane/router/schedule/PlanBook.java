package dev.skyvane.router.schedule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plans by function, vantage, data and size: made when first needed, kept until the world or what
 * they rest on changes or grows old, bounded. Thread-safe; a plan is made by one thread.
 */
public final class PlanBook {
  private static final int MOST_PLANS = 20_000;

  private final Scheduler scheduler;
  private final LongSupplier clock;
  private final Cache<Key, Held> plans = Caffeine.newBuilder().maximumSize(MOST_PLANS).build();

  private record Key(
      String function,
      String vantage,
      long payloadBytes,
      String source,
      long sourceBytes,
      Need need) {}

  public PlanBook(Scheduler scheduler) {
    this(scheduler, System::nanoTime);
  }

  /**
   * A book.
   *
   * @param clock in ns, as {@link System#nanoTime}
   */
  public PlanBook(Scheduler scheduler, LongSupplier clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** The plan that holds now, for an invocation that neither brings nor reads much. */
  public Plan plan(FunctionView function, @Nullable Vantage vantage, WorldView world) {
    return plan(function, vantage, Data.NONE, Need.NONE, world);
  }

  /** The plan that holds now. */
  public Plan plan(
      FunctionView function, @Nullable Vantage vantage, Data data, Need asked, WorldView world) {
    var need = rounded(asked, function);
    var key =
        new Key(
            function.name(),
            vantage == null ? "" : vantage.id(),
            data.payloadBytes(),
            data.source() == null ? "" : data.source().id(),
            data.sourceBytes(),
            need);
    long inputs = scheduler.inputsVersion(function.name());
    var known = plans.getIfPresent(key);
    if (known != null && inForce(known, world, inputs)) {
      return known.plan();
    }
    return plans
        .asMap()
        .compute(
            key,
            (_, before) -> {
              if (before != null && inForce(before, world, inputs)) {
                return before;
              }
              var made =
                  scheduler.plan(function, vantage, data, need, world.version(), clock.getAsLong());
              return before == null ? Held.first(made, inputs) : before.renewed(made, inputs);
            })
        .plan();
  }

  /** From where a function has been planned lately. */
  public Set<Vantage> vantages(String function) {
    var vantages = new HashSet<Vantage>();
    plans
        .asMap()
        .forEach(
            (key, held) -> {
              if (key.function().equals(function)
                  && held.plan().vantage() instanceof Vantage from) {
                vantages.add(from);
              }
            });
    return vantages;
  }

  /**
   * Up to the next size that the function has, or beyond all of them: the same deployments suffice,
   * and there are no more plans than sizes, whatever is asked for.
   */
  private static Need rounded(Need asked, FunctionView function) {
    if (asked.equals(Need.NONE)) {
      return asked;
    }
    int memoryMb = asked.memoryMb() == 0 ? 0 : Integer.MAX_VALUE;
    double vcpu = asked.vcpu() == 0 ? 0 : Double.POSITIVE_INFINITY;
    for (var deployment : function.deployments()) {
      if (deployment.memoryMb() >= asked.memoryMb()) {
        memoryMb = Math.min(memoryMb, deployment.memoryMb());
      }
      if (deployment.vcpu() >= asked.vcpu()) {
        vcpu = Math.min(vcpu, deployment.vcpu());
      }
    }
    return new Need(memoryMb, vcpu);
  }

  /** A thread that is behind uses the plan of a newer view. */
  private boolean inForce(Held held, WorldView world, long inputs) {
    return held.plan().worldVersion() >= world.version()
        && held.inputsVersion() == inputs
        && (held.dueNanos() == null || held.dueNanos() - clock.getAsLong() > 0)
        && (held.plan().validUntil() == Outlook.ALWAYS
            || held.plan().validUntil() > System.currentTimeMillis());
  }
}
