package dev.skyvane.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Time that the measured threads were on a processor, per operation. Unlike the time on the clock,
 * it does not grow with what else the machine does. Used by the one thread that runs the rounds.
 */
public final class ProcessorTimeProfiler implements InternalProfiler {
  /** Name of the result, in ns per operation. */
  static final String RESULT = "processor.time.norm";

  private static final String WORKER = "-jmh-worker-";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private Map<Long, Long> before = Map.of();

  /** Called by JMH. */
  public ProcessorTimeProfiler() {}

  @Override
  public String getDescription() {
    return "time on a processor";
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams round) {
    before = workers();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams params, IterationParams round, IterationResult result) {
    long nanos = 0;
    for (var worker : workers().entrySet()) {
      nanos += worker.getValue() - before.getOrDefault(worker.getKey(), 0L);
    }
    long operations = result.getMetadata().getAllOps();
    return List.of(
        new ScalarResult(
            RESULT,
            operations == 0 ? Double.NaN : (double) nanos / operations,
            "ns/op",
            AggregationPolicy.AVG));
  }

  private Map<Long, Long> workers() {
    var nanos = new HashMap<Long, Long>();
    for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(WORKER)) {
        nanos.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }
}
