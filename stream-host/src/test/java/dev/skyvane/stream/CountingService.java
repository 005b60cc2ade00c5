package dev.skyvane.stream;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.stream.query.Parameter;
import dev.skyvane.stream.query.QueryException;
import dev.skyvane.stream.query.Request;
import dev.skyvane.stream.query.Route;
import dev.skyvane.stream.query.Rows;
import dev.skyvane.stream.query.Schemas;
import dev.skyvane.stream.query.Shard;
import dev.skyvane.stream.rig.Site;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Counts outcomes per deployment: a small service to hold a host to its promises. */
public final class CountingService implements StreamService {
  private static final String STORE = "counts";

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public ConfigDef settings() {
    return new ConfigDef();
  }

  @Override
  public String guarantee() {
    return "at_least_once";
  }

  @Override
  public Topology topology(StreamContext context) {
    return new Topology()
        .addSource(
            "outcomes",
            Serdes.String().deserializer(),
            context.serde(Outcome.class).deserializer(),
            context.topic(Topic.OUTCOMES))
        .addProcessor("count", context.tracked(supplier()), "outcomes");
  }

  private static ProcessorSupplier<String, Outcome, Void, Void> supplier() {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<String, Outcome, Void, Void> get() {
        return new Counting();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled());
      }
    };
  }

  private static final class Counting implements Processor<String, Outcome, Void, Void> {
    private KeyValueStore<String, byte[]> store;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, Outcome> record) {
      if (record.value().getDeployment().equals("boom") && !Boom.DONE.getAndSet(true)) {
        throw new IllegalStateException("boom");
      }
      var old = store.get(record.key());
      long count = old == null ? 0 : ByteBuffer.wrap(old).getLong();
      store.put(
          record.key(),
          ByteBuffer.allocate(16).putLong(count + 1).putLong(record.timestamp()).array());
    }
  }

  /** Whether the processor has failed once. */
  static final class Boom {
    static final java.util.concurrent.atomic.AtomicBoolean DONE =
        new java.util.concurrent.atomic.AtomicBoolean();

    private Boom() {}
  }

  @Override
  public List<Route> routes(StreamContext context) {
    var row =
        Schemas.object(
            Map.of("key", Schemas.text("Deployment."), "count", Schemas.whole("Outcomes.")));
    return List.of(
        Route.keyed(
            "/counts/{key}",
            "Count of a deployment.",
            List.of(Parameter.required("key", new Parameter.Kind.Text(), "Deployment.")),
            row,
            Route.store(STORE),
            request -> request.text("key"),
            CountingService::one,
            (request, rows) -> {
              if (rows.isEmpty()) {
                throw QueryException.notFound("no outcome of " + request.text("key"));
              }
              return rows.getFirst();
            }),
        Route.everywhere(
            "/counts",
            "All counts.",
            List.of(
                Parameter.withDefault("n", new Parameter.Kind.Whole(1, 1000), "100", "At most.")),
            Schemas.array(row),
            Route.store(STORE),
            CountingService::all,
            (request, rows) -> new JsonArray(rows.stream().limit(request.whole("n")).toList())));
  }

  private static Rows one(Request request, Shard shard) {
    var key = request.text("key");
    var value = shard.<String, byte[]>keyValue(STORE).get(key);
    return value == null ? Rows.NONE : new Rows(List.of(row(key, value)), newest(value));
  }

  private static Rows all(Request request, Shard shard) {
    var rows = new ArrayList<JsonObject>();
    long newest = 0;
    try (var found = shard.<String, byte[]>keyValue(STORE).all()) {
      while (found.hasNext()) {
        var next = found.next();
        rows.add(row(next.key, next.value));
        newest = Math.max(newest, newest(next.value));
      }
    }
    return new Rows(rows, newest);
  }

  private static JsonObject row(String key, byte[] value) {
    return new JsonObject().put("key", key).put("count", ByteBuffer.wrap(value).getLong());
  }

  private static long newest(byte[] value) {
    return ByteBuffer.wrap(value).getLong(8);
  }

  /** Writes an outcome that it counts. */
  static void send(Site site, String deployment) {
    site.send(
        Topic.OUTCOMES,
        Outcome.class,
        deployment,
        Outcome.newBuilder().setDeployment(deployment).build());
  }
}
