package dev.skyvane.standalone.command;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.standalone.manifest.ManifestWriter;
import dev.skyvane.standalone.manifest.Units;
import dev.skyvane.standalone.terminal.Table;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions and regions as tables. */
final class Listing {
  private static final String UNKNOWN = "-";

  private Listing() {}

  static String functions(Collection<FunctionSpec> functions) {
    var table = Table.of("NAME", "STATE", "POLICY", ">DEPLOYMENTS", ">TIMEOUT", ">VERSION");
    for (var spec : functions) {
      table.row(
          spec.getName(),
          state(spec),
          policy(spec),
          Integer.toString(spec.getDeployments().size()),
          Units.duration(spec.getTimeoutMs()),
          Long.toString(spec.getVersion()));
    }
    return table.render();
  }

  static String line(FunctionSpec spec) {
    return state(spec)
        + "   "
        + policy(spec)
        + "   "
        + spec.getDeployments().size()
        + " deployments   version "
        + spec.getVersion();
  }

  static String regions(List<String> ids, Catalog catalog, Map<String, RegionSpec> specs) {
    var table =
        Table.of("REGION", "PLACE", "COUNTRY", "GRID", ">gCO2e/kWh", ">USD/GB-s", "ENDPOINT");
    for (var id : ids) {
      var known = catalog.region(id);
      var spec = specs.get(id);
      var zone =
          either(
              spec == null ? null : spec.getGridZone(),
              known.map(region -> region.gridZone()).orElse(null));
      var average = catalog.grid(id).or(() -> catalog.gridOfZone(zone));
      var price = spec == null ? null : spec.getPrice();
      table.row(
          id,
          known.map(region -> region.title()).orElse(UNKNOWN),
          either(
              spec == null ? null : spec.getCountry(),
              known.map(region -> region.country()).orElse(null)),
          zone,
          average
              .map(grid -> String.format(Locale.ROOT, "%.0f", grid.gramsPerKwh()))
              .orElse(UNKNOWN),
          price != null
              ? price.getUsdPerGbSecond()
              : catalog
                  .prices(id, "x86_64")
                  .map(list -> list.usdPer(BilledUnit.GB_SECOND).toPlainString())
                  .orElse(UNKNOWN),
          either(spec == null ? null : spec.getEndpoint(), null));
    }
    return table.render();
  }

  private static String state(FunctionSpec spec) {
    return spec.getPaused() ? "paused" : "active";
  }

  /** A policy in one line, as in {@code minimize carbon within latency +50ms}. */
  static String policy(FunctionSpec spec) {
    var policy = ManifestWriter.document(spec).get("policy");
    if (!(policy instanceof Map<?, ?> map)) {
      return policy == null ? "minimize-distance" : String.valueOf(policy);
    }
    return map.entrySet().stream()
        .map(entry -> entry.getKey() + " " + plain(entry.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String plain(Object value) {
    return value instanceof Map<?, ?> map
        ? map.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "))
        : String.valueOf(value);
  }

  private static String either(@Nullable String first, @Nullable String second) {
    if (first != null) {
      return first;
    }
    return second == null ? UNKNOWN : second;
  }
}
