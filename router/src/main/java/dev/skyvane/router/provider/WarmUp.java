package dev.skyvane.router.provider;

import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import dev.skyvane.router.table.WorldView;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has each deployment's adapter do once, and off the event loops, what its first call would else
 * wait for: an event loop that loads classes holds up all its partitions, and a first call that
 * takes a second may time out. Thread-safe.
 */
public final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  private final Function<String, Optional<FunctionProvider>> providers;
  private final Executor executor;
  private final Set<Target> begun = new HashSet<>();
  private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

  /**
   * Nothing is warm.
   *
   * @param providers adapter by name
   * @param executor runs what may block
   */
  public WarmUp(Function<String, Optional<FunctionProvider>> providers, Executor executor) {
    this.providers = providers;
    this.executor = executor;
  }

  /** Begins with the deployments that are new in a view; never waits. */
  public synchronized void begin(WorldView world) {
    var known = new HashSet<Target>();
    for (var function : world.functions().values()) {
      for (var deployment : function.deployments()) {
        if (deployment.defect() == null && known.add(deployment.target())) {
          begin(deployment.region().provider(), deployment.target());
        }
      }
    }
    begun.retainAll(known);
  }

  private void begin(String name, Target target) {
    var provider = providers.apply(name);
    if (provider.isPresent() && begun.add(target)) {
      var one = CompletableFuture.runAsync(() -> warmUp(provider.get(), target), executor);
      done = CompletableFuture.allOf(done, one);
    }
  }

  private static void warmUp(FunctionProvider provider, Target target) {
    try {
      provider.warmUp(target);
    } catch (RuntimeException e) {
      log.warn("event=warm-up-failed deployment={} reason={}", target.deployment(), e.toString());
    }
  }

  /** Completes when all that has begun by now has ended, well or not. */
  public synchronized CompletableFuture<Void> done() {
    return done.copy();
  }
}
