package dev.skyvane.stream;

import dev.skyvane.stream.query.Route;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.Topology;

/** What a {@link StreamHost} runs. */
public interface StreamService {
  /**
   * Name of the service, as in {@code metrics-stream}; the default of {@code application.id} is
   * {@code skyvane-} and this name.
   */
  String name();

  /** Settings beside the host's own; their names must differ from those. */
  ConfigDef settings();

  /** Default of {@code processing.guarantee}: {@code at_least_once} or {@code exactly_once_v2}. */
  String guarantee();

  /**
   * The topology, made once per start. Sources take their values by {@link StreamContext#serde}, so
   * that undecodable input becomes dead letters.
   */
  Topology topology(StreamContext context);

  /** The queries, made once per start. */
  List<Route> routes(StreamContext context);
}
