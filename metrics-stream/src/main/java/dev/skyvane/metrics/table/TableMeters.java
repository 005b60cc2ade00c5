package dev.skyvane.metrics.table;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** A table's meters. Thread-safe. */
final class TableMeters {
  private final Counter outcomes;
  private final Counter duplicates;
  private final Counter late;
  private final Counter emitted;
  private final Counter deviations;

  TableMeters(MeterRegistry registry, String table) {
    this.outcomes = counter(registry, TableMeter.OUTCOMES, table);
    this.duplicates = counter(registry, TableMeter.DUPLICATES, table);
    this.late = counter(registry, TableMeter.LATE, table);
    this.emitted = counter(registry, TableMeter.EMITTED, table);
    this.deviations = counter(registry, TableMeter.DEVIATIONS, table);
  }

  private static Counter counter(MeterRegistry registry, TableMeter meter, String table) {
    return Counter.builder(meter.id())
        .description(meter.doc())
        .tag("table", table)
        .register(registry);
  }

  void count(Slices.Counted counted) {
    switch (counted) {
      case NEW -> outcomes.increment();
      case DUPLICATE -> duplicates.increment();
      case LATE -> late.increment();
    }
  }

  void emitted() {
    emitted.increment();
  }

  void deviated() {
    deviations.increment();
  }
}
