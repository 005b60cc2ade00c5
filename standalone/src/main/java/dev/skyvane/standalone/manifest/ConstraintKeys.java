package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataWithin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of a function's constraints. */
final class ConstraintKeys {
  private static final ScalarKind<String> PROVIDER =
      ScalarKind.text("a provider, as in aws", "[a-z][a-z0-9-]*");

  private static final ScalarKind<String> COUNTRY =
      ScalarKind.text("a country's code of two capital letters, as in SE", "[A-Z]{2}");

  private ConstraintKeys() {}

  static MapKind<Constraints> describe(RegionNames regions) {
    return new MapKind<>(
        "a map of constraints",
        () -> Constraints.newBuilder().build(),
        List.of(
            Key.optional(
                "countries",
                "Allowed countries, ISO 3166-1 alpha-2.",
                new ListKind<>(COUNTRY, 0),
                Constraints::getCountries,
                Constraints::setCountries),
            Key.optional(
                "excludeCountries",
                "Forbidden countries; an unknown one is forbidden too.",
                new ListKind<>(COUNTRY, 0),
                Constraints::getExcludeCountries,
                Constraints::setExcludeCountries),
            Key.optional(
                "providers",
                "Allowed providers.",
                new ListKind<>(PROVIDER, 0),
                Constraints::getProviders,
                Constraints::setProviders),
            Key.optional(
                "excludeProviders",
                "Forbidden providers.",
                new ListKind<>(PROVIDER, 0),
                Constraints::getExcludeProviders,
                Constraints::setExcludeProviders),
            Key.optional(
                "regions",
                "Allowed regions.",
                new ListKind<>(new RegionKind(regions), 0),
                Constraints::getRegions,
                Constraints::setRegions),
            Key.optional(
                "excludeRegions",
                "Forbidden regions.",
                new ListKind<>(new RegionKind(regions), 0),
                Constraints::getExcludeRegions,
                Constraints::setExcludeRegions),
            Key.optional(
                "architectures",
                "Allowed architectures.",
                new ListKind<>(DeploymentKeys.ARCHITECTURE, 0),
                Constraints::getArchitectures,
                Constraints::setArchitectures),
            Key.optional(
                "accelerators",
                "Accelerators of which the deployment must have one.",
                new ListKind<>(DeploymentKeys.ACCELERATOR, 0),
                Constraints::getAccelerators,
                Constraints::setAccelerators),
            Key.optional(
                "isolation",
                "Allowed isolation classes; an unknown one is forbidden.",
                new ListKind<>(DeploymentKeys.ISOLATION, 0),
                Constraints::getIsolation,
                Constraints::setIsolation),
            Key.optional(
                "labels",
                "Labels that the region must carry with just this value.",
                TableKind.labels(),
                Constraints::getLabels,
                Constraints::setLabels),
            Key.optional(
                "minMemory",
                "Smallest memory, as in 512MB.",
                Units.MEMORY_KIND,
                Constraints::getMinMemoryMb,
                Constraints::setMinMemoryMb),
            Key.optional(
                "minVcpu",
                "Fewest virtual processors.",
                Units.positiveNumber("a number above 0, as in 2"),
                Constraints::getMinVcpu,
                Constraints::setMinVcpu),
            Key.optional(
                "dataWithin",
                "How near to its data an invocation that says where they are must run; default"
                    + " anywhere.",
                ScalarKind.choice(dataPlaces()),
                Constraints::getDataWithin,
                Constraints::setDataWithin),
            Key.optional(
                "maxPrice",
                "Price ceiling, as in \"5 USD/million\"; an unknown price is over every ceiling.",
                Units.PRICE_CEILING_KIND,
                Constraints::getMaxUsdPerMillion,
                Constraints::setMaxUsdPerMillion)));
  }

  private static Map<String, DataWithin> dataPlaces() {
    var places = new LinkedHashMap<String, DataWithin>();
    places.put("anywhere", DataWithin.ANYWHERE);
    places.put("country", DataWithin.COUNTRY);
    places.put("region", DataWithin.REGION);
    return places;
  }
}
