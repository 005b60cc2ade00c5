package dev.skyvane.stream;

import dev.skyvane.schemas.record.Instance;
import dev.skyvane.stream.query.Route;
import dev.skyvane.stream.query.Schemas;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;

/** What every service answers about itself. */
final class OwnRoutes {
  private final InstanceBook book;
  private final Freshness freshness;
  private final KafkaStreams streams;

  OwnRoutes(InstanceBook book, Freshness freshness, KafkaStreams streams) {
    this.book = book;
    this.freshness = freshness;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.here(
            "/instances",
            "Instances of all services, as they announce themselves.",
            Schemas.array(
                Schemas.object(
                    Map.of(
                        "id", Schemas.text("Id."),
                        "service", Schemas.text("Name of the service."),
                        "queryAddress", Schemas.nullable("string", "host:port of its queries."),
                        "startedAt", Schemas.text("Its start."),
                        "updatedAt", Schemas.text("When it last said that it lives."),
                        "lives",
                            new JsonObject()
                                .put("type", "boolean")
                                .put("description", "Whether it was heard in the last 10 s.")))),
            request -> instances()),
        Route.here(
            "/lag",
            "How far this instance is behind its input, and its copies behind what they copy.",
            Schemas.object(
                Map.of(
                    "state", Schemas.text("State of the stream, in Kafka's words."),
                    "input", records("Records to process, by topic-partition."),
                    "stores", records("Changes that a copy lacks, by store and partition."))),
            request -> lag()));
  }

  private static JsonObject records(String doc) {
    return new JsonObject()
        .put("type", "object")
        .put("description", doc)
        .put("additionalProperties", new JsonObject().put("type", "integer"));
  }

  private JsonArray instances() {
    var all = new JsonArray();
    book.all().stream()
        .sorted(Comparator.comparing(Instance::getId))
        .forEach(
            each ->
                all.add(
                    new JsonObject()
                        .put("id", each.getId())
                        .put("service", each.getService())
                        .put("queryAddress", each.getQueryAddress())
                        .put("startedAt", each.getStartedAt().toString())
                        .put("updatedAt", each.getUpdatedAt().toString())
                        .put("lives", InstanceBook.lives(each))));
    return all;
  }

  private JsonObject lag() {
    var input = new JsonObject();
    freshness.inputLag().forEach((source, records) -> input.put(source.toString(), records));
    var copies = new JsonObject();
    freshness.lags().forEach(copies::put);
    return new JsonObject()
        .put("state", streams.state().name())
        .put("input", input)
        .put("stores", copies);
  }
}
