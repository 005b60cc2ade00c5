package dev.skyvane.connect.carbon.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Electricity Maps, version 3 or 4 of its API: the newest hour of a zone ({@code
 * carbon-intensity/latest}); with version 3 also the hours between, of the last day, where readings
 * were missed ({@code carbon-intensity/history}), and the share of fossil fuels ({@code
 * power-breakdown}, one less {@code fossilFreePercentage}). Version 4 does not tell that share.
 *
 * <p>Where a zone is not found the API would answer for the place of the caller's IP address. It is
 * told not to ({@code shouldUseFallbackCallerLookup=false}, {@code disableCallerLookup=true}), and
 * an answer for another zone than the one asked for is refused.
 */
public final class ElectricityMaps implements CarbonSource {
  private static final String NAME = "electricitymaps";
  private static final String URL = NAME + ".url";
  private static final String VERSION = NAME + ".version";
  private static final String TOKEN = NAME + ".token";
  private static final String FACTORS = NAME + ".emission.factors";
  private static final Duration HOUR = Duration.ofHours(1);

  private @Nullable Opened opened;

  /** For the service loader. */
  public ElectricityMaps() {}

  private record Opened(JsonOverHttp http, Means means, AbstractConfig values) {
    boolean third() {
      return values.getString(VERSION).equals("v3");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ConfigDef settings() {
    return new ConfigDef()
        .define(
            TOKEN,
            Type.STRING,
            "",
            Settings.reference(),
            Importance.HIGH,
            "Electricity Maps: reference to the token, env:NAME or file:NAME.")
        .define(
            VERSION,
            Type.STRING,
            "v3",
            ValidString.in("v3", "v4"),
            Importance.MEDIUM,
            "Electricity Maps: version of the API.")
        .define(
            FACTORS,
            Type.STRING,
            "lifecycle",
            ValidString.in("lifecycle", "direct"),
            Importance.MEDIUM,
            "Electricity Maps: whether emissions of the whole life cycle count, or direct ones.")
        .define(
            URL,
            Type.STRING,
            "https://api.electricitymaps.com",
            Settings.url(),
            Importance.LOW,
            "Electricity Maps: where the API is.");
  }

  @Override
  public void open(Means means) {
    var values = new AbstractConfig(settings(), means.settings(), false);
    if (values.getString(TOKEN).isEmpty()) {
      throw new ConfigException(TOKEN + " must be set: env:NAME or file:NAME with the token");
    }
    try {
      means.secrets().resolve(values.getString(TOKEN));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(TOKEN + ": " + e.getMessage());
    }
    opened = new Opened(new JsonOverHttp(means.clock(), means.timeout()), means, values);
  }

  @Override
  public Answer read(String zone, @Nullable Instant since) {
    var with = Objects.requireNonNull(opened, "not opened");
    boolean missed =
        with.third()
            && since != null
            && since.plus(HOUR.multipliedBy(2)).isBefore(with.means().clock().instant());
    return asked(
        with,
        zone,
        "carbon-intensity/" + (missed ? "history" : "latest"),
        "&emissionFactorType=" + with.values().getString(FACTORS),
        body -> understood(with, zone, body));
  }

  @Override
  public boolean asksMix() {
    return opened != null && opened.third();
  }

  @Override
  public Answer mix(String zone, List<CarbonReading> readings) {
    return asked(
        Objects.requireNonNull(opened, "not opened"),
        zone,
        "power-breakdown/" + (readings.size() > 1 ? "history" : "latest"),
        "",
        body -> FossilShares.joined(readings, fossilShares(body)));
  }

  private static Answer asked(
      Opened with, String zone, String what, String more, Function<JsonNode, Answer> understand) {
    String token;
    try {
      // Read anew each time, so that a rotated token is seen.
      token = with.means().secrets().resolve(with.values().getString(TOKEN));
    } catch (IllegalArgumentException e) {
      return new Answer.Refused(TOKEN + ": " + e.getMessage());
    }
    var uri =
        Settings.base(with.values().getString(URL))
            + "/"
            + with.values().getString(VERSION)
            + "/"
            + what
            + "?zone="
            + URLEncoder.encode(zone, StandardCharsets.UTF_8)
            + more
            + (with.third() ? "&shouldUseFallbackCallerLookup=false" : "&disableCallerLookup=true");
    return with.http()
        .get(
            URI.create(uri),
            Map.of("auth-token", token),
            body ->
                body.path("zone").asText().equals(zone)
                    ? understand.apply(body)
                    : new Answer.Refused(
                        "the answer is for another zone than " + zone + ", which is not used"));
  }

  /** By the begin of their hours, where they are told. */
  private static Map<Instant, Double> fossilShares(JsonNode body) {
    var shares = new HashMap<Instant, Double>();
    for (var row : rows(body)) {
      var free = row.path("fossilFreePercentage");
      if (free.isNumber() && free.doubleValue() >= 0 && free.doubleValue() <= 100) {
        shares.put(Instant.parse(row.path("datetime").asText()), (100 - free.doubleValue()) / 100);
      }
    }
    return shares;
  }

  private static Iterable<JsonNode> rows(JsonNode body) {
    return body.has("history") ? body.path("history") : List.of(body);
  }

  private static Answer understood(Opened with, String zone, JsonNode body) {
    var rows = new ArrayList<CarbonReading>();
    for (var row : rows(body)) {
      var grams = Grams.of(row.path("carbonIntensity"));
      if (grams != null) {
        rows.add(reading(with, zone, row, grams));
      }
    }
    rows.sort(Comparator.comparing(CarbonReading::getValidFrom));
    return rows.isEmpty()
        ? new Answer.NoData("it has no carbon intensity of " + zone)
        : new Answer.Readings(rows);
  }

  private static CarbonReading reading(Opened with, String zone, JsonNode row, double grams) {
    var from = Instant.parse(row.path("datetime").asText());
    var length = length(row.path("temporalGranularity").asText("hourly"));
    return CarbonReading.newBuilder()
        .setZone(zone)
        .setValidFrom(from)
        .setValidUntil(length == null ? null : from.plus(length))
        .setGramsPerKwh(grams)
        .setLifecycle(
            row.path("emissionFactorType")
                .asText(with.values().getString(FACTORS))
                .equals("lifecycle"))
        .setKind(kind(row.path("isEstimated")))
        .setSource("Electricity Maps " + with.values().getString(VERSION))
        .build();
  }

  private static ReadingKind kind(JsonNode estimated) {
    if (!estimated.isBoolean()) {
      return ReadingKind.UNKNOWN;
    }
    return estimated.booleanValue() ? ReadingKind.ESTIMATED : ReadingKind.MEASURED;
  }

  private static @Nullable Duration length(String granularity) {
    return switch (granularity) {
      case "5_minutes" -> Duration.ofMinutes(5);
      case "15_minutes" -> Duration.ofMinutes(15);
      case "hourly" -> HOUR;
      default -> null;
    };
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.http().close();
    }
  }
}
