package dev.skyvane.cost.observe;

import dev.skyvane.cost.charge.Charge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what the service does. Thread-safe. */
public final class CostMeters {
  private final Counter counted;
  private final Counter notRun;
  private final Counter duplicates;
  private final Counter unpriced;
  private final Counter estimated;
  private final Counter carbonUnknown;
  private final Counter readingsKept;
  private final Counter readingsRefused;

  public CostMeters(MeterRegistry registry) {
    counted = counter(registry, CostMeter.OUTCOMES, "counted");
    notRun = counter(registry, CostMeter.OUTCOMES, "not-run");
    duplicates = counter(registry, CostMeter.OUTCOMES, "duplicate");
    unpriced = counter(registry, CostMeter.UNPRICED);
    estimated = counter(registry, CostMeter.ESTIMATED);
    carbonUnknown = counter(registry, CostMeter.CARBON_UNKNOWN);
    readingsKept = counter(registry, CostMeter.READINGS, "kept");
    readingsRefused = counter(registry, CostMeter.READINGS, "refused");
  }

  private static Counter counter(MeterRegistry registry, CostMeter meter) {
    return Counter.builder(meter.id()).description(meter.doc()).register(registry);
  }

  private static Counter counter(MeterRegistry registry, CostMeter meter, String result) {
    return Counter.builder(meter.id())
        .description(meter.doc())
        .tag("result", result)
        .register(registry);
  }

  /** An outcome was counted. */
  public void counted(Charge charge) {
    if (!charge.ran()) {
      notRun.increment();
      return;
    }
    counted.increment();
    if (charge.listUsd() == null) {
      unpriced.increment();
    }
    if (charge.estimated()) {
      estimated.increment();
    }
    if (Double.isNaN(charge.footprint().grams())) {
      carbonUnknown.increment();
    }
  }

  /** An outcome came a second time. */
  public void duplicate() {
    duplicates.increment();
  }

  /** A reading of a grid came. */
  public void reading(boolean kept) {
    (kept ? readingsKept : readingsRefused).increment();
  }
}
