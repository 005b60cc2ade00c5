package dev.skyvane.catalog;

import dev.skyvane.catalog.data.DataFile;
import java.util.HashMap;
import java.util.Map;

/**
 * Energy and carbon of a run and of the data that it moves, estimated from size and duration.
 * Immutable.
 *
 * <p>Method and coefficients: Cloud Carbon Footprint (Apache-2.0), averages over processor
 * families; Graviton2 for arm64 on AWS. Providers without coefficients of their own have the
 * defaults of Caribou (Apache-2.0). An architecture without coefficients counts as x86_64, which
 * overstates it.
 */
public final class EnergyModel {

  private static final String OTHER = "other";
  private static final String USUAL_ARCHITECTURE = "x86_64";
  private static final double MS_PER_HOUR = 3_600_000;
  private static final double MB_PER_GB = 1024;
  private static final double BYTES_PER_GB = 1L << 30;

  private final Map<String, Map<String, Coefficients>> byProvider;
  private final Map<String, Double> pueOfRegion;
  private final Coefficients other;

  private EnergyModel(
      Map<String, Map<String, Coefficients>> byProvider, Map<String, Double> pueOfRegion) {
    this.byProvider = byProvider;
    this.pueOfRegion = pueOfRegion;
    var fallback = byProvider.getOrDefault(OTHER, Map.of()).get(USUAL_ARCHITECTURE);
    if (fallback == null) {
      throw new IllegalStateException("the energy model has no coefficients named " + OTHER);
    }
    this.other = fallback;
  }

  static EnergyModel of(DataFile coefficients, DataFile pues) {
    var byProvider = new HashMap<String, Map<String, Coefficients>>();
    for (DataFile.Row row : coefficients.rows()) {
      byProvider
          .computeIfAbsent(row.text("provider"), _ -> new HashMap<>())
          .put(
              row.text("architecture"),
              new Coefficients(
                  row.number("idle_watts"),
                  row.number("full_watts"),
                  row.number("utilisation"),
                  row.number("memory_kwh_per_gb_hour"),
                  row.number("network_kwh_per_gb"),
                  row.number("pue")));
    }
    var pueOfRegion = new HashMap<String, Double>();
    for (DataFile.Row row : pues.rows()) {
      pueOfRegion.put(row.text("region"), row.number("pue"));
    }
    return new EnergyModel(byProvider, pueOfRegion);
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
   * As an example 1 s of one vCPU and 1769 MB on AWS, x86_64: 1.135 · (2.12 W / 1000 + 1.7275 ·
   * 0.000392) / 3600 = 8.82e-7 kWh. The PUE is the region's where it is known, else the provider's
   * average.
   *
   * @param regionId who runs the function, and where
   * @param architecture {@code x86_64} or {@code arm64}
   * @param durationMs execution time, in ms
   * @param memoryMb configured memory, in MB
   * @param vcpu virtual processors, see {@link dev.skyvane.catalog.price.Sizes#size}
   * @throws IllegalArgumentException if a value is negative, infinite or not a number
   */
  public double kilowattHours(
      String regionId, String architecture, double durationMs, int memoryMb, double vcpu) {
    requireFinite("duration in ms", durationMs);
    requireFinite("memory in MB", memoryMb);
    requireFinite("vcpu", vcpu);
    Coefficients c = coefficients(regionId, architecture);
    double wattsPerVcpu = c.idleWatts + c.utilisation * (c.fullWatts - c.idleWatts);
    double kilowatts = vcpu * wattsPerVcpu / 1000 + memoryMb / MB_PER_GB * c.memoryKwhPerGbHour;
    return pueOfRegion.getOrDefault(regionId, c.pue) * kilowatts * durationMs / MS_PER_HOUR;
  }

  /**
   * Energy of data on its way from one region to another, in kWh: {@code GB · 0.001}, 0 within a
   * region. Source of the coefficient: Cloud Carbon Footprint and Caribou, which both leave out the
   * distance.
   *
   * @param fromRegion id of the region that the data leaves
   * @param toRegion id of the region that it goes to
   * @param bytes number of bytes; 1 GB is 2^30
   * @throws IllegalArgumentException if the number is negative
   */
  public double transmissionKilowattHours(String fromRegion, String toRegion, long bytes) {
    requireFinite("bytes", bytes);
    return fromRegion.equals(toRegion)
        ? 0
        : bytes / BYTES_PER_GB * coefficients(fromRegion, USUAL_ARCHITECTURE).networkKwhPerGb;
  }

  /**
   * Carbon of data on its way, in gCO2e: its energy at the mean of the intensities of both ends, as
   * what lies between has no grid of its own. Source: Caribou (Apache-2.0), which counts so.
   *
   * @param kilowattHours energy, in kWh
   * @param fromGramsPerKwh carbon intensity where the data leaves, in gCO2e/kWh
   * @param toGramsPerKwh carbon intensity where it goes, in gCO2e/kWh
   * @throws IllegalArgumentException if a value is negative, infinite or not a number
   */
  public static double transmissionGrams(
      double kilowattHours, double fromGramsPerKwh, double toGramsPerKwh) {
    requireFinite("carbon intensity in g/kWh", fromGramsPerKwh);
    return grams(kilowattHours, (fromGramsPerKwh + toGramsPerKwh) / 2);
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

  private Coefficients coefficients(String regionId, String architecture) {
    var architectures = byProvider.get(regionId.substring(0, Math.max(0, regionId.indexOf(':'))));
    if (architectures == null) {
      return other;
    }
    Coefficients own = architectures.get(architecture);
    return own != null ? own : architectures.getOrDefault(USUAL_ARCHITECTURE, other);
  }

  private static void requireFinite(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be a finite number, 0 or more");
    }
  }

  /**
   * Coefficients of one provider and architecture.
   *
   * @param idleWatts power of an idle vCPU, in W
   * @param fullWatts power of a vCPU at full load, in W
   * @param utilisation assumed load of a running vCPU, 0 to 1
   * @param memoryKwhPerGbHour energy of memory, in kWh per GB and hour
   * @param networkKwhPerGb energy of data on its way, in kWh per GB
   * @param pue power usage effectiveness: energy of the data centre over energy of its computers
   */
  private record Coefficients(
      double idleWatts,
      double fullWatts,
      double utilisation,
      double memoryKwhPerGbHour,
      double networkKwhPerGb,
      double pue) {}
}
