package dev.skyvane.bench.rig;

/**
 * What a metrics stream has done since it began.
 *
 * @param cpuNanos processor time of its process, in ns: all threads, compiler and collector too
 * @param outcomes that are in both tables, that of the deployments and that of the regions
 * @param published states written to the latency topic
 */
record TableWork(long cpuNanos, long outcomes, long published) {
  TableWork since(TableWork before) {
    return new TableWork(
        cpuNanos - before.cpuNanos, outcomes - before.outcomes, published - before.published);
  }

  String line() {
    return "cpu=%d outcomes=%d published=%d".formatted(cpuNanos, outcomes, published);
  }

  static TableWork of(String line) {
    var values = Counters.values(line);
    return new TableWork(
        values.getOrDefault("cpu", 0L),
        values.getOrDefault("outcomes", 0L),
        values.getOrDefault("published", 0L));
  }
}
