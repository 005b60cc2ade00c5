package dev.skyvane.connect.carbon;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Reads carbon intensity into Skyvane's topics. */
public final class CarbonSourceConnector extends SourceConnector {
  private Map<String, String> settings = Map.of();

  /** For Connect. */
  public CarbonSourceConnector() {}

  @Override
  public String version() {
    var version = CarbonSourceConnector.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  @Override
  public ConfigDef config() {
    return CarbonConfig.definition();
  }

  @Override
  public Config validate(Map<String, String> given) {
    var result = super.validate(given);
    if (result.configValues().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      try {
        new CarbonConfig(given).check();
      } catch (ConfigException e) {
        result.configValues().stream()
            .filter(value -> value.name().equals(CarbonConfig.SOURCE))
            .forEach(value -> value.addErrorMessage(e.getMessage()));
      }
    }
    return result;
  }

  @Override
  public void start(Map<String, String> given) {
    new CarbonConfig(given).check();
    settings = Map.copyOf(given);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return CarbonSourceTask.class;
  }

  /** One task, whatever is allowed: more of them would share one key's rate and not know it. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(settings);
  }

  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> given) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  @Override
  public void stop() {}
}
