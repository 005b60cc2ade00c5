package dev.skyvane.connect.carbon.source;

import dev.skyvane.catalog.HourlyCarbon;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Replays hourly readings, those that ship or a file with the columns of {@link HourlyCarbon#read},
 * at another time and at any speed, over and over. Which hour of the file is now follows from the
 * settings and the clock alone, so a restart goes on where it was.
 *
 * <p>A reading is told as measured only where it is replayed at its own time and speed, else as
 * estimated; its source names the file and the hour.
 */
public final class TraceReplay implements CarbonSource {
  private static final String NAME = "replay";
  private static final String FILE = NAME + ".file";
  private static final String SPEED = NAME + ".speed";
  private static final String FROM = NAME + ".from";
  private static final String AT = NAME + ".at";
  private static final double HOUR_MS = 3_600_000;
  private static final int HOURS_PER_DAY = 24;

  /** Most hours that are told at once where readings were missed. */
  private static final int MOST_HOURS = 1_000;

  private @Nullable Trace trace;

  /** For the service loader. */
  public TraceReplay() {}

  /**
   * What is replayed.
   *
   * @param from first hour of the file
   * @param hours after which it begins anew
   * @param at when the first hour begins
   * @param speed hours of the file per hour
   */
  private record Trace(
      HourlyCarbon file,
      String name,
      Instant from,
      long hours,
      Instant at,
      double speed,
      Means means) {

    /** How many hours after the first an instant is. */
    long hour(Instant instant) {
      return (long) Math.floor((instant.toEpochMilli() - at.toEpochMilli()) * speed / HOUR_MS);
    }

    /** When an hour begins. */
    Instant begin(long hour) {
      return at.plusMillis((long) Math.ceil(hour * HOUR_MS / speed));
    }

    Instant inFile(long hour) {
      return from.plus(Duration.ofHours(Math.floorMod(hour, hours)));
    }

    boolean asItWas() {
      return speed == 1 && at.equals(from);
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
            FILE,
            Type.STRING,
            "",
            Importance.HIGH,
            "Replay: file of hourly readings, with the columns hour, zone, lca_g_per_kwh,"
                + " direct_g_per_kwh and fossil_share, as lab/benchmarks/data/carbon_hourly_*.csv;"
                + " empty: what ships with Skyvane, five grids of the USA in April 2022.")
        .define(
            SPEED,
            Type.DOUBLE,
            1.0,
            ConfigDef.Range.between(0.001, 1_000_000),
            Importance.MEDIUM,
            "Replay: hours of the file per hour; 3600 replays an hour each second.")
        .define(
            FROM,
            Type.STRING,
            "",
            instant(),
            Importance.LOW,
            "Replay: hour of the file that it begins with, as in 2022-11-01T00:00:00Z; empty: its"
                + " first.")
        .define(
            AT,
            Type.STRING,
            "",
            instant(),
            Importance.LOW,
            "Replay: when it begins, as in 2026-11-21T12:00:00Z; empty: the file is repeated so that"
                + " its hours of the day are those of now, at speed 1.");
  }

  private static ConfigDef.Validator instant() {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          try {
            var unused = parsed(String.valueOf(value), Instant.EPOCH);
          } catch (DateTimeException e) {
            throw new ConfigException(key, value, "must be an instant, as in 2022-11-01T00:00:00Z");
          }
        },
        () -> "an instant, as in 2022-11-01T00:00:00Z");
  }

  private static Instant parsed(String text, Instant otherwise) {
    return text.isBlank() ? otherwise : Instant.parse(text.strip());
  }

  @Override
  public void open(Means means) {
    var values = new AbstractConfig(settings(), means.settings(), false);
    var file = file(values.getString(FILE));
    var first =
        file.zones().stream().flatMap(zone -> file.first(zone).stream()).min(Instant::compareTo);
    var last =
        file.zones().stream().flatMap(zone -> file.last(zone).stream()).max(Instant::compareTo);
    if (first.isEmpty() || last.isEmpty()) {
      throw new ConfigException(FILE, values.getString(FILE), "holds no reading");
    }
    var from = parsed(values.getString(FROM), first.get());
    if (from.isBefore(first.get()) || from.isAfter(last.get())) {
      throw new ConfigException(
          FROM,
          values.getString(FROM),
          "must be within the file, " + first.get() + " to " + last.get());
    }
    long hours = Duration.between(from, last.get()).toHours() + 1;
    if (hours > HOURS_PER_DAY) {
      hours -= hours % HOURS_PER_DAY;
    }
    var sameHourOfDay =
        Instant.ofEpochSecond(Math.floorMod(from.getEpochSecond(), Duration.ofDays(1).toSeconds()));
    trace =
        new Trace(
            file,
            file.description().file(),
            from,
            hours,
            parsed(values.getString(AT), sameHourOfDay),
            values.getDouble(SPEED),
            means);
  }

  private static HourlyCarbon file(String name) {
    if (name.isBlank()) {
      return HourlyCarbon.shipped();
    }
    try {
      return HourlyCarbon.read(Path.of(name));
    } catch (InvalidPathException | UncheckedIOException | IllegalStateException e) {
      throw new ConfigException(FILE, name, "can't be read: " + e.getMessage());
    }
  }

  @Override
  public Answer read(String zone, @Nullable Instant since) {
    var replayed = Objects.requireNonNull(trace, "not opened");
    if (!replayed.file().zones().contains(zone)) {
      return new Answer.Refused("the file " + replayed.name() + " has no zone " + zone);
    }
    long now = replayed.hour(replayed.means().clock().instant());
    if (now < 0) {
      return new Answer.NoData("the replay begins at " + replayed.at());
    }
    long first = since == null ? now : Math.max(now - MOST_HOURS + 1, replayed.hour(since));
    var rows = new ArrayList<CarbonReading>();
    for (long hour = Math.max(0, first); hour <= now; hour++) {
      var inFile = replayed.inFile(hour);
      var known = replayed.file().at(zone, inFile).orElse(null);
      if (known != null) {
        rows.add(
            CarbonReading.newBuilder()
                .setZone(zone)
                .setValidFrom(replayed.begin(hour))
                .setValidUntil(replayed.begin(hour + 1))
                .setGramsPerKwh(known.gramsPerKwh())
                .setLifecycle(replayed.file().lifeCycle())
                .setFossilShare(known.fossilShare())
                .setKind(replayed.asItWas() ? ReadingKind.MEASURED : ReadingKind.ESTIMATED)
                .setSource("replay of " + replayed.name() + ", " + inFile)
                .build());
      }
    }
    return rows.isEmpty()
        ? new Answer.NoData("the file has no reading of " + zone + " in this hour")
        : new Answer.Readings(rows);
  }

  @Override
  public void close() {}
}
