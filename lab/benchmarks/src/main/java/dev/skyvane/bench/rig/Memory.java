package dev.skyvane.bench.rig;

import dev.skyvane.router.observe.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a router's JVM holds.
 *
 * @param usedBytes heap in use after a collection, in B
 * @param peakBytes most heap in use at any time, garbage included, in B: the sum of the peaks of
 *     the collector's pools
 * @param residentPeakBytes most memory of the process, in B; 0 where the system has no {@code
 *     /proc}
 * @param heldBytes of records that the router holds, as its meter says
 * @param parked invocations, as its meter says
 * @param received records read, as its meter says
 */
public record Memory(
    long usedBytes,
    long peakBytes,
    long residentPeakBytes,
    long heldBytes,
    long parked,
    long received) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT_PEAK = "VmHWM:";
  private static final double BYTES_PER_MIB = 1024 * 1024;

  static Memory ofThisJvm(MeterRegistry meters) {
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    System.gc();
    var received = meters.find(Meter.RECEIVED.id()).counter();
    return new Memory(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        peak,
        residentPeak(),
        gauge(meters, Meter.HELD_BYTES),
        gauge(meters, Meter.PARKED),
        received == null ? 0 : (long) received.count());
  }

  static long gauge(MeterRegistry meters, Meter meter) {
    var gauge = meters.find(meter.id()).gauge();
    return gauge == null ? 0 : (long) gauge.value();
  }

  private static long residentPeak() {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT_PEAK))
          .mapToLong(line -> kib(line) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + STATUS, e);
    }
  }

  /** Of {@code VmHWM: 123 kB}. */
  static long kib(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  /** Heap in use after a collection, in MiB. */
  public double usedMib() {
    return usedBytes / BYTES_PER_MIB;
  }

  /** Most heap in use, in MiB. */
  public double peakMib() {
    return peakBytes / BYTES_PER_MIB;
  }

  /** Most memory of the process, in MiB. */
  public double residentPeakMib() {
    return residentPeakBytes / BYTES_PER_MIB;
  }

  /** Bytes of records held, in MiB. */
  public double heldMib() {
    return heldBytes / BYTES_PER_MIB;
  }

  String line() {
    return "used=%d peak=%d resident=%d held=%d parked=%d received=%d"
        .formatted(usedBytes, peakBytes, residentPeakBytes, heldBytes, parked, received);
  }

  static Memory of(String line) {
    var values = Counters.values(line);
    return new Memory(
        values.getOrDefault("used", 0L),
        values.getOrDefault("peak", 0L),
        values.getOrDefault("resident", 0L),
        values.getOrDefault("held", 0L),
        values.getOrDefault("parked", 0L),
        values.getOrDefault("received", 0L));
  }
}
