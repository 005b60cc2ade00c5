package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.TenantAccess;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of a Region. */
final class RegionKeys {
  private static final ScalarKind<String> REFERENCE =
      ScalarKind.reference(
          "env:NAME or file:NAME; never the secret itself",
          "env:[A-Za-z_][A-Za-z0-9_]*|file:[^\\s]+");

  private RegionKeys() {}

  private static MapKind<TenantAccess> tenant() {
    return new MapKind<>(
        "a tenant",
        () -> TenantAccess.newBuilder().build(),
        List.of(
            Key.required(
                "credentials",
                "Reference to the credentials that its calls use here; never a secret.",
                REFERENCE,
                TenantAccess::getCredentials,
                TenantAccess::setCredentials)));
  }

  static MapKind<RegionSpec> describe() {
    return new MapKind<>(
        "a region",
        () -> RegionSpec.newBuilder().build(),
        List.of(
            Key.required(
                "id",
                "provider:name, as in aws:eu-north-1.",
                ScalarKind.text(
                    "a region's id, provider:name, as in aws:eu-north-1",
                    "[a-z][a-z0-9-]*:[A-Za-z0-9][A-Za-z0-9._-]*"),
                RegionSpec::getId,
                RegionSpec::setId),
            Key.group("location", "Where it is.", location()),
            Key.optional(
                "gridZone",
                "Zone of the electricity grid, as in SE-SE3.",
                ScalarKind.text("a grid zone, as in SE-SE3", "[A-Za-z0-9_-]{2,40}"),
                RegionSpec::getGridZone,
                RegionSpec::setGridZone),
            Key.optional(
                "concurrency",
                "Most calls at one time; default: the provider's.",
                Units.count(1),
                RegionSpec::getConcurrency,
                RegionSpec::setConcurrency),
            Key.optional(
                "endpoint",
                "URL in place of the real cloud's.",
                ScalarKind.text("a URL, as in http://127.0.0.1:18101", "https?://[^\\s@]+"),
                RegionSpec::getEndpoint,
                RegionSpec::setEndpoint),
            Key.optional(
                "credentials",
                "Reference to credentials; never a secret.",
                REFERENCE,
                RegionSpec::getCredentials,
                RegionSpec::setCredentials),
            Key.optional(
                "tenants",
                "Tenants that call with credentials of their own, by name.",
                new TableKind<>("a map of tenants", List.of(), _ -> tenant()),
                RegionSpec::getTenants,
                RegionSpec::setTenants),
            Key.optional(
                "account",
                "Account at the provider that pays here; default: one named like the provider.",
                ScalarKind.text(
                    "an account's name, as in team-a", "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
                RegionSpec::getAccount,
                RegionSpec::setAccount),
            Key.optional(
                "price",
                "Price list in place of the catalog's.",
                price(),
                RegionSpec::getPrice,
                RegionSpec::setPrice),
            Key.optional(
                "labels",
                "Labels that constraints may ask for.",
                TableKind.labels(),
                RegionSpec::getLabels,
                RegionSpec::setLabels)));
  }

  private static MapKind<RegionSpec> location() {
    return new MapKind<>(
        "a location",
        () -> RegionSpec.newBuilder().build(),
        List.of(
            Key.optional(
                "lat",
                "Degrees north.",
                Units.degrees(90),
                RegionSpec::getLatitude,
                RegionSpec::setLatitude),
            Key.optional(
                "lon",
                "Degrees east.",
                Units.degrees(180),
                RegionSpec::getLongitude,
                RegionSpec::setLongitude),
            Key.optional(
                "country",
                "Country, ISO 3166-1 alpha-2.",
                ScalarKind.text("a country's code of two capital letters, as in SE", "[A-Z]{2}"),
                RegionSpec::getCountry,
                RegionSpec::setCountry)));
  }

  private static MapKind<PriceSpec> price() {
    return new MapKind<>(
        "a price list",
        () -> PriceSpec.newBuilder().build(),
        List.of(
            Key.optional(
                "perRequest",
                "USD per request.",
                Units.usd(),
                price -> new BigDecimal(price.getUsdPerRequest()),
                (price, usd) -> price.setUsdPerRequest(Units.plain(usd))),
            Key.optional(
                "perGbSecond",
                "USD per GB-second of memory.",
                Units.usd(),
                price -> new BigDecimal(price.getUsdPerGbSecond()),
                (price, usd) -> price.setUsdPerGbSecond(Units.plain(usd))),
            Key.optional(
                "perVcpuSecond",
                "USD per vCPU-second.",
                Units.usd(),
                price -> new BigDecimal(price.getUsdPerVcpuSecond()),
                (price, usd) -> price.setUsdPerVcpuSecond(Units.plain(usd))),
            Key.optional(
                "perGhzSecond",
                "USD per GHz-second; GHz as Cloud Functions (1st gen) gives them to the memory.",
                Units.usd(),
                price -> new BigDecimal(price.getUsdPerGhzSecond()),
                (price, usd) -> price.setUsdPerGhzSecond(Units.plain(usd))),
            Key.optional(
                "perEgressGb",
                "USD per GB of data that leaves the region; left out: unknown.",
                Units.usd(),
                price ->
                    price.getUsdPerEgressGb() == null
                        ? null
                        : new BigDecimal(price.getUsdPerEgressGb()),
                (price, usd) -> price.setUsdPerEgressGb(Units.plain(usd))),
            Key.optional(
                "minimum",
                "Shortest billed duration; default 1ms.",
                Units.DURATION_KIND,
                PriceSpec::getMinimumMs,
                PriceSpec::setMinimumMs),
            Key.optional(
                "roundUp",
                "Step to which the duration is rounded up; default 1ms.",
                Units.DURATION_KIND,
                PriceSpec::getRoundUpMs,
                PriceSpec::setRoundUpMs),
            Key.optional(
                "memory",
                "static bills the configured memory, dynamic the used one; default static.",
                ScalarKind.choice(metering()),
                PriceSpec::getMemoryMetering,
                PriceSpec::setMemoryMetering),
            Key.optional(
                "memoryStep",
                "Step to which memory is rounded up where it is dynamic; default 128MB.",
                Units.MEMORY_KIND,
                PriceSpec::getMemoryStepMb,
                PriceSpec::setMemoryStepMb),
            Key.group("free", "What is free each month.", free()),
            Key.optional(
                "asOf",
                "Date of the prices.",
                ScalarKind.text("a date, as in 2026-11-01", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
                PriceSpec::getAsOf,
                PriceSpec::setAsOf)));
  }

  private static MapKind<PriceSpec> free() {
    return new MapKind<>(
        "a free tier",
        () -> PriceSpec.newBuilder().build(),
        List.of(
            Key.optional(
                "requests",
                "Free requests.",
                Units.quantity(),
                price -> new BigDecimal(price.getFreeRequests()),
                (price, free) -> price.setFreeRequests(Units.plain(free))),
            Key.optional(
                "gbSeconds",
                "Free GB-seconds.",
                Units.quantity(),
                price -> new BigDecimal(price.getFreeGbSeconds()),
                (price, free) -> price.setFreeGbSeconds(Units.plain(free))),
            Key.optional(
                "vcpuSeconds",
                "Free vCPU-seconds.",
                Units.quantity(),
                price -> new BigDecimal(price.getFreeVcpuSeconds()),
                (price, free) -> price.setFreeVcpuSeconds(Units.plain(free))),
            Key.optional(
                "ghzSeconds",
                "Free GHz-seconds.",
                Units.quantity(),
                price -> new BigDecimal(price.getFreeGhzSeconds()),
                (price, free) -> price.setFreeGhzSeconds(Units.plain(free)))));
  }

  private static Map<String, MemoryMetering> metering() {
    var words = new LinkedHashMap<String, MemoryMetering>();
    words.put("static", MemoryMetering.STATIC);
    words.put("dynamic", MemoryMetering.DYNAMIC);
    return words;
  }
}
