package dev.skyvane.schemas.registry;

import java.util.Arrays;
import org.apache.kafka.common.config.ConfigException;

/** Under which subject a schema is registered. The names are those of Confluent's strategies. */
public enum SubjectNameStrategy {
  /** Topic and {@code -key} or {@code -value}: one kind of record per topic. */
  TOPIC_NAME("TopicNameStrategy") {
    @Override
    public String subject(String topic, boolean key, String recordName) {
      return topic + (key ? "-key" : "-value");
    }
  },
  /** The record's full name: the same schema line in every topic. */
  RECORD_NAME("RecordNameStrategy") {
    @Override
    public String subject(String topic, boolean key, String recordName) {
      return recordName;
    }
  },
  /** Topic and full name: several kinds of record per topic. */
  TOPIC_RECORD_NAME("TopicRecordNameStrategy") {
    @Override
    public String subject(String topic, boolean key, String recordName) {
      return topic + "-" + recordName;
    }
  };

  private final String strategyName;

  SubjectNameStrategy(String strategyName) {
    this.strategyName = strategyName;
  }

  /**
   * The subject of a record.
   *
   * @param recordName the schema's full name, namespace included
   */
  public abstract String subject(String topic, boolean key, String recordName);

  /**
   * The strategy of this name, with or without the package of Confluent's class.
   *
   * @throws ConfigException naming the key and the names that are known
   */
  public static SubjectNameStrategy named(String configKey, String name) {
    var simple = name.substring(name.lastIndexOf('.') + 1);
    for (var strategy : values()) {
      if (strategy.strategyName.equals(simple)) {
        return strategy;
      }
    }
    throw new ConfigException(
        configKey,
        name,
        "is not one of " + Arrays.stream(values()).map(strategy -> strategy.strategyName).toList());
  }
}
