package dev.skyvane.catalog;

/** Energy and carbon of a run, estimated from its size and duration. */
public final class EnergyModel {

  EnergyModel() {}

  /** Energy of a run, in kWh. */
  public double kilowattHours(String provider, double durationMs, int memoryMb, double vcpu) {
    double hours = durationMs / 3_600_000.0;
    return 1.135 * hours * (vcpu * 2.12 / 1000 + memoryMb / 1024.0 * 0.000392);
  }

  /** Virtual processors that a provider gives to a size. */
  public double vcpu(String provider, int memoryMb) {
    return memoryMb / 1769.0;
  }

  /** Carbon, in gCO2e. */
  public static double grams(double kilowattHours, double gramsPerKwh) {
    return kilowattHours * gramsPerKwh;
  }

  /** Fossil-fuel GB-seconds. */
  public static double fossilGbSeconds(double seconds, double gigabytes, double fossilShare) {
    return seconds * gigabytes * fossilShare;
  }
}
