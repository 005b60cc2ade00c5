package dev.skyvane.standalone.reference;

import dev.skyvane.connect.carbon.CarbonConfig;
import dev.skyvane.cost.CostStream;
import dev.skyvane.cost.observe.CostMeter;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.metrics.table.TableMeter;
import dev.skyvane.router.RouterConfig;
import dev.skyvane.router.gateway.GatewayConfig;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.router.request.Problem;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.HostConfig;
import dev.skyvane.stream.HostMeter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.config.ConfigDef;

/** The pages of docs/reference that are written from the catalogues. */
final class ReferencePages {
  private ReferencePages() {}

  /** File name to the page's writer. */
  static Map<String, Supplier<String>> all() {
    var pages = new LinkedHashMap<String, Supplier<String>>();
    pages.put("topics.md", ReferencePages::topics);
    pages.put("schemas.md", ReferencePages::schemas);
    pages.put("config.md", ReferencePages::config);
    pages.put("meters.md", ReferencePages::meters);
    pages.put("errors.md", ReferencePages::errors);
    return pages;
  }

  private static String topics() {
    var page =
        page(
            "Topics",
            "Names carry the prefix of the key `topic.prefix`, here the default. A payload may"
                + " have up to 8 MiB; the sizes below leave room for what stands around it.");
    page.append("\n| topic | key | value | partitions | settings | what for |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (var topic : Topic.values()) {
      row(
          page,
          "`" + TopicNames.DEFAULT.of(topic) + "`",
          topic.key(),
          topic.value() == null
              ? "CloudEvent"
              : "[" + topic.value().getSimpleName() + "](schemas.md#" + anchor(topic) + ")",
          topic.partitioned() ? "as many as invocations" : "1",
          settings(topic),
          topic.purpose());
    }
    return page.toString();
  }

  private static String settings(Topic topic) {
    var text = new StringBuilder();
    new TreeMap<>(topic.settings())
        .forEach(
            (key, value) ->
                text.append(text.isEmpty() ? "" : "<br>")
                    .append('`')
                    .append(key)
                    .append('=')
                    .append(value)
                    .append('`'));
    return text.toString();
  }

  private static String anchor(Topic topic) {
    return topic.value() == null ? "" : topic.value().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String schemas() {
    var page =
        page(
            "Records",
            "Avro, in the namespace `dev.skyvane.schemas.record`. Every field has a default, and"
                + " every enum the default symbol `UNKNOWN`, so that old and new readers and writers"
                + " can run side by side. The sources are in `schemas/src/main/avro/`.");
    var open = new ArrayDeque<Schema>();
    var seen = new LinkedHashSet<String>();
    for (var topic : Topic.values()) {
      if (topic.value() != null) {
        open.add(SpecificData.get().getSchema(topic.value()));
      }
    }
    while (!open.isEmpty()) {
      var schema = open.poll();
      if (seen.add(schema.getName())) {
        section(page, schema, open);
      }
    }
    return page.toString();
  }

  private static void section(StringBuilder page, Schema schema, ArrayDeque<Schema> open) {
    page.append("\n## ").append(schema.getName()).append("\n\n");
    page.append(schema.getDoc()).append('\n');
    if (schema.getType() == Schema.Type.ENUM) {
      page.append("\nSymbols: `")
          .append(String.join("`, `", schema.getEnumSymbols()))
          .append("`\n");
      return;
    }
    page.append("\n| field | type | meaning |\n|---|---|---|\n");
    for (var field : schema.getFields()) {
      row(page, "`" + field.name() + "`", type(field.schema(), open), field.doc());
    }
  }

  private static String type(Schema schema, ArrayDeque<Schema> open) {
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream()
                  .filter(each -> each.getType() != Schema.Type.NULL)
                  .map(each -> type(each, open))
                  .reduce((a, b) -> a + " or " + b)
                  .orElse("null")
              + ", or null";
      case ARRAY -> "list of " + type(schema.getElementType(), open);
      case MAP -> "map of text to " + type(schema.getValueType(), open);
      case RECORD, ENUM -> {
        open.add(schema);
        yield "[" + schema.getName() + "](#" + schema.getName().toLowerCase(Locale.ROOT) + ")";
      }
      default ->
          schema.getLogicalType() == null
              ? schema.getType().getName()
              : schema.getLogicalType().getName();
    };
  }

  private static String config() {
    var page =
        page(
            "Settings",
            "A service reads them from a properties file; an environment variable overrides:"
                + " `SKYVANE_ROUTER_ID` is `router.id`. A wrong value names its key and the rule.");
    page.append("\n## Router\n\nBeside these: `kafka.*` goes to every Kafka client as it is,");
    page.append(" `provider.NAME.*` to that provider's adapter, `bind.TOPIC.function` and");
    page.append(" `bind.TOPIC.tenant` bind a topic.\n");
    keys(page, RouterConfig.definition());
    page.append("\n## Gateway\n\nSettings of a router that takes calls over HTTP");
    page.append(" ([how to](../gateway.md)), beside its own.\n");
    keys(page, GatewayConfig.definition());
    page.append("\n## Metrics stream\n\nBeside these: `kafka.*` goes to Kafka Streams and its");
    page.append(" clients as it is.\n");
    keys(page, HostConfig.definition(new MetricsService()));
    page.append("\n## Cost stream\n\nBeside these: `kafka.*` goes to Kafka Streams and its");
    page.append(" clients as it is.\n");
    keys(page, HostConfig.definition(new CostStream()));
    page.append("\n## Carbon source\n\nSettings of the connector");
    page.append(
        " `dev.skyvane.connect.carbon.CarbonSourceConnector` ([how to](../connectors.md)),");
    page.append(" beside Kafka Connect's own.\n");
    keys(page, carbon());
    page.append("\n## Records and schema registry\n\nHonoured by every service.\n");
    keys(page, RecordSerdes.configDef());
    return page.toString();
  }

  /** Those of records and the registry have a section of their own. */
  private static ConfigDef carbon() {
    var carbon = new ConfigDef();
    var shared = RecordSerdes.configDef().names();
    CarbonConfig.definition().configKeys().values().stream()
        .filter(key -> !shared.contains(key.name))
        .forEach(carbon::define);
    return carbon;
  }

  private static void keys(StringBuilder page, ConfigDef definition) {
    page.append("\n| key | type | default | valid | meaning |\n|---|---|---|---|---|\n");
    definition.configKeys().values().stream()
        .sorted(Comparator.comparing(key -> key.name))
        .forEach(
            key ->
                row(
                    page,
                    "`" + key.name + "`",
                    key.type.name().toLowerCase(Locale.ROOT),
                    key.hasDefault() ? text(key) : "required",
                    key.validator == null ? "" : validator(key.validator),
                    key.documentation));
  }

  private static String validator(ConfigDef.Validator validator) {
    var text = validator.toString();
    return text.contains("$$Lambda") || text.contains("@") ? "see meaning" : text;
  }

  private static String text(ConfigDef.ConfigKey key) {
    if (key.name.equals(RouterConfig.EVENT_LOOPS)) {
      return "processors";
    }
    var text = ConfigDef.convertToString(key.defaultValue, key.type);
    return text == null || text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String meters() {
    var page =
        page(
            "Meters",
            "Micrometer names; Prometheus shows `skyvane.router.queue.time` as"
                + " `skyvane_router_queue_time_seconds`. With `health.port` set they are at"
                + " `/metrics`, with Micrometer's meters of the JVM; one with a tag shows up with"
                + " the first event of that tag.");
    page.append("\n| meter | unit | meaning |\n|---|---|---|\n");
    for (var meter : Meter.values()) {
      row(page, "`" + meter.id() + "`", meter.unit(), meter.doc());
    }
    page.append("\n## Stream services\n\nAt `/metrics` of `query.port`, each with the tag");
    page.append(" `service`, beside Micrometer's meters of Kafka Streams and the JVM.\n");
    page.append("\n| meter | unit | meaning |\n|---|---|---|\n");
    for (var meter : HostMeter.values()) {
      row(page, "`" + meter.id() + "`", meter.unit(), meter.doc());
    }
    page.append("\n## Metrics stream\n\nEach with the tag `table`: deployments or regions.\n");
    page.append("\n| meter | unit | meaning |\n|---|---|---|\n");
    for (var meter : TableMeter.values()) {
      row(page, "`" + meter.id() + "`", meter.unit(), meter.doc());
    }
    page.append("\n## Cost stream\n");
    page.append("\n| meter | unit | meaning |\n|---|---|---|\n");
    for (var meter : CostMeter.values()) {
      row(page, "`" + meter.id() + "`", meter.unit(), meter.doc());
    }
    return page.toString();
  }

  private static String errors() {
    var page =
        page(
            "Error codes",
            "They stand in `errorCode` of a Reply, in the header `skyvane-error-code` of a plain"
                + " reply, and in `reason` of a DeadLetter. Whoever named a reply topic is answered"
                + " there; a failure that nobody waits for is a dead letter.");
    page.append("\n| code | meaning |\n|---|---|\n");
    for (var code : Problem.Code.values()) {
      row(page, "`" + code.text() + "`", code.meaning());
    }
    row(page, "`function-error`", "The function ran and failed; the payload is what it said.");
    return page.toString();
  }

  private static StringBuilder page(String title, String intro) {
    return new StringBuilder("# ")
        .append(title)
        .append("\n\nWritten from the source by `ReferencePagesTest`; change the source.\n\n")
        .append(intro)
        .append('\n');
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ")
        .append(String.join(" | ", Arrays.stream(cells).map(c -> c.replace("|", "\\|")).toList()))
        .append(" |\n");
  }
}
