package dev.skyvane.schemas.serde;

import dev.skyvane.schemas.registry.SubjectNameStrategy;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of the default serde, beside those of the registry client. */
record SerdeConfig(
    boolean autoRegister,
    boolean useLatest,
    SubjectNameStrategy keyStrategy,
    SubjectNameStrategy valueStrategy) {
  static final String SERDE_CLASS = "serde.class";
  static final String VALUE_TYPE = "specific.avro.value.type";
  static final String KEY_TYPE = "specific.avro.key.type";
  static final String AUTO_REGISTER = "auto.register.schemas";
  private static final String USE_LATEST = "use.latest.version";
  private static final String KEY_STRATEGY = "key.subject.name.strategy";
  private static final String VALUE_STRATEGY = "value.subject.name.strategy";

  static SerdeConfig of(Map<String, ?> config) {
    var values = new AbstractConfig(define(new ConfigDef()), config, false);
    return new SerdeConfig(
        values.getBoolean(AUTO_REGISTER),
        values.getBoolean(USE_LATEST),
        SubjectNameStrategy.named(KEY_STRATEGY, values.getString(KEY_STRATEGY)),
        SubjectNameStrategy.named(VALUE_STRATEGY, values.getString(VALUE_STRATEGY)));
  }

  static ConfigDef define(ConfigDef definition) {
    return definition
        .define(
            SERDE_CLASS,
            Type.CLASS,
            AvroSerde.class,
            Importance.MEDIUM,
            "The Kafka Serde that writes and reads records. "
                + ConfluentAvroSerde.class.getName()
                + " uses Confluent's own classes, if they are on the class path.")
        .define(
            AUTO_REGISTER,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether a schema that the registry doesn't know is registered when a record is"
                + " written.")
        .define(
            USE_LATEST,
            Type.BOOLEAN,
            false,
            Importance.LOW,
            "Whether records are written in the subject's newest schema, where"
                + " auto.register.schemas is false.")
        .define(
            VALUE_STRATEGY,
            Type.STRING,
            "TopicNameStrategy",
            Importance.LOW,
            "Subject of a value's schema: TopicNameStrategy, RecordNameStrategy or"
                + " TopicRecordNameStrategy, with or without a package.")
        .define(
            KEY_STRATEGY,
            Type.STRING,
            "TopicNameStrategy",
            Importance.LOW,
            "Subject of a key's schema, named as for values.");
  }

  SubjectNameStrategy strategy(boolean key) {
    return key ? keyStrategy : valueStrategy;
  }
}
