package dev.skyvane.emulator;

import java.util.HashSet;
import java.util.List;

/**
 * What to emulate.
 *
 * @param regions the regions, each with an id of its own
 * @param firstPort port of the first region on 127.0.0.1, the others follow; 0 takes free ports
 * @param seed seed of every random draw: network jitter, service times, cold starts, faults
 * @param computeThreads threads on which the functions compute, all regions together
 * @param eventLoops threads that serve the network and the timers, all regions together
 * @param ledgerCapacity entries that the ledger of a region keeps; the totals always count
 *     everything
 */
public record EmulatorOptions(
    List<RegionOptions> regions,
    int firstPort,
    long seed,
    int computeThreads,
    int eventLoops,
    int ledgerCapacity) {

  public EmulatorOptions {
    regions = List.copyOf(regions);
    var ids = new HashSet<String>();
    for (var region : regions) {
      if (!ids.add(region.id())) {
        throw new IllegalArgumentException(
            "Region " + region.id() + " is listed twice; give each emulated region once.");
      }
    }
    if (firstPort < 0 || firstPort + regions.size() > 65_536) {
      throw new IllegalArgumentException(
          "First port %d with %d regions leaves the range of ports; use 0 for free ports or a lower first port."
              .formatted(firstPort, regions.size()));
    }
    Require.atLeast("computeThreads", computeThreads, 1);
    Require.atLeast("eventLoops", eventLoops, 1);
    Require.atLeast("ledgerCapacity", ledgerCapacity, 0);
  }

  /** Regions on free ports, with a fixed seed, sized for two cores. */
  public static EmulatorOptions of(List<RegionOptions> regions) {
    return new EmulatorOptions(regions, 0, 20_261_121L, 2, 2, 20_000);
  }

  /** Regions on free ports, as {@link #of(List)}. */
  public static EmulatorOptions of(RegionOptions... regions) {
    return of(List.of(regions));
  }

  /** The same with another first port; 0 takes free ports. */
  public EmulatorOptions withFirstPort(int port) {
    return new EmulatorOptions(regions, port, seed, computeThreads, eventLoops, ledgerCapacity);
  }

  /** The same with another seed. */
  public EmulatorOptions withSeed(long other) {
    return new EmulatorOptions(
        regions, firstPort, other, computeThreads, eventLoops, ledgerCapacity);
  }

  /** The same with another number of compute threads. */
  public EmulatorOptions withComputeThreads(int threads) {
    return new EmulatorOptions(regions, firstPort, seed, threads, eventLoops, ledgerCapacity);
  }

  /** The same with another number of entries kept in each region's ledger. */
  public EmulatorOptions withLedgerCapacity(int entries) {
    return new EmulatorOptions(regions, firstPort, seed, computeThreads, eventLoops, entries);
  }
}
