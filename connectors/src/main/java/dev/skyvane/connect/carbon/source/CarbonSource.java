package dev.skyvane.connect.carbon.source;

import dev.skyvane.provider.Secrets;
import dev.skyvane.schemas.record.CarbonReading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** A source of readings. It has a public constructor without parameters. */
public interface CarbonSource extends AutoCloseable {

  /** The name by which it is chosen, and with which its settings begin, as in {@code replay}. */
  String name();

  /** Its settings, each beginning with its name and a dot, each with a default. */
  ConfigDef settings();

  /**
   * Makes it ready. Called once, before it is read.
   *
   * @throws org.apache.kafka.common.config.ConfigException that names key and rule
   */
  void open(Means means);

  /**
   * What is known of a zone now.
   *
   * @param zone as in {@code SE-SE3}
   * @param since begin of the newest reading that the caller has; null: it has none, and wants the
   *     one that holds now
   */
  Answer read(String zone, @Nullable Instant since);

  /** Whether the share of fossil fuels is a further question to the source: {@link #mix}. */
  default boolean asksMix() {
    return false;
  }

  /**
   * Asks for the share of fossil fuels at the time of readings. It is asked where {@link #asksMix},
   * of new readings alone, and at the same pace as {@link #read}.
   *
   * @param zone that was read
   * @param readings what was read, at least one
   * @return the same readings in the same order, with the share where the source tells it; any
   *     other answer leaves them as they are
   */
  default Answer mix(String zone, List<CarbonReading> readings) {
    return new Answer.Readings(readings);
  }

  @Override
  void close();

  /**
   * What a source works with.
   *
   * @param settings by their whole names; an absent one has its default
   * @param secrets by reference
   * @param clock the time of day
   * @param timeout longest wait for an answer
   */
  record Means(Map<String, String> settings, Secrets secrets, Clock clock, Duration timeout) {
    public Means {
      settings = Map.copyOf(settings);
    }
  }
}
