package dev.skyvane.catalog;

import java.util.Map;

/**
 * Energy and carbon of a run, estimated from its size and duration. Immutable.
 *
 * <p>Method and coefficients: Cloud Carbon Footprint (Apache-2.0). They are averages over processor
 * families of x86_64; a run on arm64 needs less, by how much is not modelled. Providers without
 * coefficients of their own have the defaults of Caribou (Apache-2.0).
 */
public final class EnergyModel {

  private static final String OTHER = "other";
  private static final double MS_PER_HOUR = 3_600_000;
  private static final double MB_PER_GB = 1024;

  /** Lambda gives one vCPU for this much memory, in MB. Source: AWS Lambda Developer Guide. */
  private static final double LAMBDA_MB_PER_VCPU = 1769;

  /**
   * Memory in MB and vCPU of Google's functions. Source: Cloud Run functions, "Configure memory".
   */
  private static final double[][] GOOGLE_TIERS = {
    {128, 0.083},
    {256, 0.167},
    {512, 0.333},
    {1024, 0.583},
    {2048, 1},
    {4096, 2},
    {8192, 2},
    {16384, 4},
    {32768, 8}
  };

  private final Map<String, Coefficients> byProvider;
  private final Coefficients other;

  EnergyModel(Map<String, Coefficients> byProvider) {
    this.byProvider = Map.copyOf(byProvider);
    var fallback = byProvider.get(OTHER);
    if (fallback == null) {
      throw new IllegalStateException("the energy model has no coefficients named " + OTHER);
    }
    this.other = fallback;
  }

  /**
   * Energy of a run in its data centre, in kWh:
   *
   * <pre>
   *   h   = durationMs / 3,600,000
   *   W   = idle + utilisation · (full - idle)          per vCPU, utilisation 0.5
   *   kWh = PUE · h · (vcpu · W / 1000 + memoryMb / 1024 · kWh per GB-hour)
   * </pre>
   *
   * As an example 1 s of one vCPU and 1769 MB on AWS: 1.135 · (2.12 W / 1000 + 1.7275 · 0.000392) /
   * 3600 = 8.82e-7 kWh.
   *
   * @param provider who runs the function
   * @param durationMs execution time, in ms
   * @param memoryMb configured memory, in MB
   * @param vcpu virtual processors, see {@link #vcpu}
   * @throws IllegalArgumentException if a value is negative, infinite or not a number
   */
  public double kilowattHours(String provider, double durationMs, int memoryMb, double vcpu) {
    requireFinite("duration in ms", durationMs);
    requireFinite("memory in MB", memoryMb);
    requireFinite("vcpu", vcpu);
    Coefficients c = byProvider.getOrDefault(provider, other);
    double wattsPerVcpu = c.idleWatts + c.utilisation * (c.fullWatts - c.idleWatts);
    double kilowatts = vcpu * wattsPerVcpu / 1000 + memoryMb / MB_PER_GB * c.memoryKwhPerGbHour;
    return c.pue * kilowatts * durationMs / MS_PER_HOUR;
  }

  /**
   * Virtual processors that a provider gives to a function of a size where the deployment does not
   * say: {@code aws} in proportion to memory, one for 1,769 MB; {@code gcp} by its table of tiers,
   * the next tier for sizes between; {@code azure} one, which is an instance of the Consumption
   * plan; others one, for want of anything known.
   *
   * @param provider who runs the function
   * @param memoryMb configured memory, in MB
   * @throws IllegalArgumentException if the memory is not positive
   */
  public double vcpu(String provider, int memoryMb) {
    if (memoryMb < 1) {
      throw new IllegalArgumentException("memory is " + memoryMb + " MB; it must be at least 1");
    }
    return switch (provider) {
      case "aws" -> memoryMb / LAMBDA_MB_PER_VCPU;
      case "gcp" -> googleVcpu(memoryMb);
      default -> 1;
    };
  }

  /**
   * Carbon of an amount of energy, in gCO2e: {@code kWh · g/kWh}.
   *
   * @param kilowattHours energy, in kWh
   * @param gramsPerKwh carbon intensity of the grid, in gCO2e/kWh
   * @throws IllegalArgumentException if a value is negative, infinite or not a number
   */
  public static double grams(double kilowattHours, double gramsPerKwh) {
    requireFinite("energy in kWh", kilowattHours);
    requireFinite("carbon intensity in g/kWh", gramsPerKwh);
    return kilowattHours * gramsPerKwh;
  }

  /**
   * Fossil-fuel GB-seconds (FF-GBS): the GB-seconds of a run that were powered by fossil fuels,
   * {@code s · GB · fossil share}. Source: Cordingly et al., "Towards Federated Serverless
   * Computing", IC2E 2023, section III.B.
   *
   * @param seconds execution time, in s
   * @param gigabytes configured memory, in GB of 1024 MB
   * @param fossilShare share of fossil fuels in generation, 0 to 1
   * @throws IllegalArgumentException if a value is out of range
   */
  public static double fossilGbSeconds(double seconds, double gigabytes, double fossilShare) {
    requireFinite("duration in s", seconds);
    requireFinite("memory in GB", gigabytes);
    if (!(fossilShare >= 0 && fossilShare <= 1)) {
      throw new IllegalArgumentException("fossil share is " + fossilShare + ", not 0 to 1");
    }
    return seconds * gigabytes * fossilShare;
  }

  private static double googleVcpu(int memoryMb) {
    for (double[] tier : GOOGLE_TIERS) {
      if (memoryMb <= tier[0]) {
        return tier[1];
      }
    }
    return GOOGLE_TIERS[GOOGLE_TIERS.length - 1][1];
  }

  private static void requireFinite(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be a finite number, 0 or more");
    }
  }

  /**
   * Coefficients of one provider.
   *
   * @param idleWatts power of an idle vCPU, in W
   * @param fullWatts power of a vCPU at full load, in W
   * @param utilisation assumed load of a running vCPU, 0 to 1
   * @param memoryKwhPerGbHour energy of memory, in kWh per GB and hour
   * @param pue power usage effectiveness: energy of the data centre over energy of its computers
   */
  record Coefficients(
      double idleWatts,
      double fullWatts,
      double utilisation,
      double memoryKwhPerGbHour,
      double pue) {}
}
