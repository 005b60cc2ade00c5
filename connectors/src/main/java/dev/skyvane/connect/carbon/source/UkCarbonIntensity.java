package dev.skyvane.connect.carbon.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.jspecify.annotations.Nullable;

/**
 * The Carbon Intensity API of Great Britain, zone {@code GB}, by half-hours; it needs no key. What
 * is not yet measured is its forecast, and is told as such; when it is measured it is told again.
 *
 * <p>Its factors count what generation emits, not the life cycle: wind, sun, water and nuclear are
 * 0 ({@code /intensity/factors}). The share of fossil fuels is that of gas, coal and oil in what is
 * generated in Great Britain ({@code /generation}); imports and {@code other}, whose fuels are not
 * told, are left out.
 */
public final class UkCarbonIntensity implements CarbonSource {
  private static final String NAME = "ukcarbonintensity";
  private static final String URL = NAME + ".url";
  private static final String ZONE = "GB";

  /** Most hours that are asked for again where readings were missed: the API's limit is 14 days. */
  private static final int MOST_HOURS = 24;

  private static final int SLOT_MINUTES = 30;
  private static final Set<String> FOSSIL = Set.of("gas", "coal", "oil");
  private static final Set<String> UNTOLD = Set.of("imports", "other");

  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

  private @Nullable Opened opened;

  /** For the service loader. */
  public UkCarbonIntensity() {}

  private record Opened(JsonOverHttp http, Means means, String base) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ConfigDef settings() {
    return new ConfigDef()
        .define(
            URL,
            Type.STRING,
            "https://api.carbonintensity.org.uk",
            Settings.url(),
            Importance.LOW,
            "Carbon Intensity API of Great Britain: where it is.");
  }

  @Override
  public void open(Means means) {
    var values = new AbstractConfig(settings(), means.settings(), false);
    opened =
        new Opened(
            new JsonOverHttp(means.clock(), means.timeout()),
            means,
            Settings.base(values.getString(URL)));
  }

  @Override
  public Answer read(String zone, @Nullable Instant since) {
    var with = Objects.requireNonNull(opened, "not opened");
    if (!zone.equals(ZONE)) {
      return new Answer.Refused("it knows the zone GB alone, not " + zone);
    }
    return with.http().get(uri(with, since), Map.of(), body -> understood(with, body));
  }

  @Override
  public boolean asksMix() {
    return true;
  }

  @Override
  public Answer mix(String zone, List<CarbonReading> readings) {
    var with = Objects.requireNonNull(opened, "not opened");
    var span =
        readings.size() == 1
            ? ""
            : "/"
                + MINUTES.format(readings.getFirst().getValidFrom())
                + "/"
                + MINUTES.format(
                    readings.getLast().getValidFrom().plus(SLOT_MINUTES, ChronoUnit.MINUTES));
    return with.http()
        .get(
            URI.create(with.base() + "/generation" + span),
            Map.of(),
            body -> FossilShares.joined(readings, fossilShares(body.path("data"))));
  }

  /** By the begin of their half-hours; one is an object, several are an array. */
  private static Map<Instant, Double> fossilShares(JsonNode data) {
    var shares = new HashMap<Instant, Double>();
    for (var slot : data.isArray() ? data : List.of(data)) {
      double known = 0;
      double fossil = 0;
      for (var part : slot.path("generationmix")) {
        var fuel = part.path("fuel").asText();
        double percent = part.path("perc").asDouble();
        known += UNTOLD.contains(fuel) ? 0 : percent;
        fossil += FOSSIL.contains(fuel) ? percent : 0;
      }
      if (known > 0) {
        shares.put(time(slot.path("from")), fossil / known);
      }
    }
    return shares;
  }

  /** From the reading that the caller has, which may have been a forecast, up to now. */
  private static URI uri(Opened with, @Nullable Instant since) {
    if (since == null) {
      return URI.create(with.base() + "/intensity");
    }
    var now = with.means().clock().instant();
    var earliest = now.minus(MOST_HOURS, ChronoUnit.HOURS);
    var from = since.isBefore(earliest) ? earliest : since;
    return URI.create(
        with.base()
            + "/intensity/"
            + MINUTES.format(from)
            + "/"
            + MINUTES.format(now.plus(SLOT_MINUTES, ChronoUnit.MINUTES)));
  }

  private static Answer understood(Opened with, JsonNode body) {
    var now = with.means().clock().instant();
    var rows = new ArrayList<CarbonReading>();
    for (var slot : body.path("data")) {
      var measured = Grams.of(slot.path("intensity").path("actual"));
      var forecast = Grams.of(slot.path("intensity").path("forecast"));
      var grams = measured != null ? measured : forecast;
      // A slot that has not begun is not what is: its forecast may still change.
      if (grams != null && !time(slot.path("from")).isAfter(now)) {
        rows.add(
            CarbonReading.newBuilder()
                .setZone(ZONE)
                .setValidFrom(time(slot.path("from")))
                .setValidUntil(time(slot.path("to")))
                .setGramsPerKwh(grams)
                .setLifecycle(false)
                .setKind(measured != null ? ReadingKind.MEASURED : ReadingKind.FORECAST)
                .setSource("Carbon Intensity API (Great Britain)")
                .build());
      }
    }
    rows.sort(Comparator.comparing(CarbonReading::getValidFrom));
    return rows.isEmpty()
        ? new Answer.NoData("it has no carbon intensity of this half-hour")
        : new Answer.Readings(rows);
  }

  private static Instant time(JsonNode text) {
    return MINUTES.parse(text.asText(), Instant::from);
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.http().close();
    }
  }
}
