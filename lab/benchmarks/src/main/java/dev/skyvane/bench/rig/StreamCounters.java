package dev.skyvane.bench.rig;

/**
 * What a stream service has done and used since it began.
 *
 * @param counted outcomes that have gone through all of it
 * @param late of them those that came too late for their window
 * @param cpuNanos processor time of the process, in ns: all threads, compiler and collector too
 * @param allocatedBytes allocated by all its threads, in B
 */
record StreamCounters(long counted, long late, long cpuNanos, long allocatedBytes) {

  String line() {
    return "counted=%d late=%d cpu=%d allocated=%d"
        .formatted(counted, late, cpuNanos, allocatedBytes);
  }

  static StreamCounters of(String line) {
    var values = Counters.values(line);
    return new StreamCounters(
        values.getOrDefault("counted", 0L),
        values.getOrDefault("late", 0L),
        values.getOrDefault("cpu", 0L),
        values.getOrDefault("allocated", 0L));
  }
}
