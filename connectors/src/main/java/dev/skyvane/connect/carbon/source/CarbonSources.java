package dev.skyvane.connect.carbon.source;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The sources that are installed: ours, and those of further jars in the plug-in's folder. */
public final class CarbonSources {
  private CarbonSources() {}

  /** A fresh instance of each, by name. */
  public static List<CarbonSource> all() {
    // Connect isolates plug-ins, so that the thread's loader need not be the plug-in's.
    return all(
        ServiceLoader.load(CarbonSource.class, CarbonSource.class.getClassLoader()).stream());
  }

  private static List<CarbonSource> all(Stream<ServiceLoader.Provider<CarbonSource>> providers) {
    return providers
        .map(ServiceLoader.Provider::get)
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .toList();
  }

  /** A fresh instance of the one with this name. */
  public static Optional<CarbonSource> named(String name) {
    return all().stream().filter(source -> source.name().equals(name)).findFirst();
  }
}
