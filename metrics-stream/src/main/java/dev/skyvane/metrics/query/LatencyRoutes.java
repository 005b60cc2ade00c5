package dev.skyvane.metrics.query;

import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.metrics.slice.Slice;
import dev.skyvane.metrics.table.MetricsTopology;
import dev.skyvane.metrics.table.Stats;
import dev.skyvane.stream.query.Parameter;
import dev.skyvane.stream.query.Parameter.Kind;
import dev.skyvane.stream.query.QueryException;
import dev.skyvane.stream.query.Request;
import dev.skyvane.stream.query.Route;
import dev.skyvane.stream.query.Rows;
import dev.skyvane.stream.query.Schemas;
import dev.skyvane.stream.query.Shard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The queries of latency. */
public final class LatencyRoutes {
  private static final Kind TEXT = new Kind.Text();
  private static final Kind TIME = new Kind.Time();
  private static final long MOST_SLICES = 20_000;
  private static final String SLICE = "slice";
  private static final Parameter TARGET =
      Parameter.required("target", TEXT, "Id of a region, as aws:eu-north-1, or of a deployment.");
  private static final Parameter VANTAGE =
      Parameter.optional("vantage", TEXT, "Where the router stood; absent: from everywhere.");
  private static final List<Parameter> SPAN =
      List.of(
          Parameter.optional("from", TIME, "Begin; absent: 60 steps before the end."),
          Parameter.optional("to", TIME, "End, exclusive; absent: now."),
          Parameter.withDefault(
              "step",
              new Kind.OneOf(Arrays.stream(Granularity.values()).map(Granularity::text).toList()),
              Granularity.TEN_SECONDS.text(),
              "Length of a slice; 10s are kept for an hour, 1m for 2 days, 1h for 400 days."));

  private LatencyRoutes() {}

  /** All of them. */
  public static List<Route> all() {
    return List.of(
        latest(), regions(), minute(), deployments(), top(), function(), slices(), profile());
  }

  private static Route latest() {
    return Route.keyed(
        "/latency/latest",
        "The newest state of a region or deployment, as routers read it.",
        List.of(TARGET, VANTAGE),
        Schemas.array(Json.latestSchema()),
        LatencyRoutes::storeOfTarget,
        request -> request.text("target"),
        (request, shard) ->
            latest(
                new History(shard.keyValue(storeOfTarget(request))),
                Optional.of(request.text("target")),
                name -> fromVantage(request, name)),
        LatencyRoutes::sorted);
  }

  private static Route regions() {
    return Route.everywhere(
        "/latency/regions",
        "The newest state of every region.",
        List.of(VANTAGE),
        Schemas.array(Json.latestSchema()),
        Route.store(MetricsTopology.REGIONS),
        (request, shard) ->
            latest(
                new History(shard.keyValue(MetricsTopology.REGIONS)),
                Optional.empty(),
                name -> fromVantage(request, name)),
        (request, rows) -> bySlot(rows));
  }

  private static Route minute() {
    return Route.everywhere(
        "/latency/regions/minute",
        "The newest minute of every region that was called in it, from all vantages together.",
        List.of(),
        Schemas.array(
            Schemas.object(
                Map.of("target", Schemas.text("Id of the region."), "minute", Json.sliceSchema()))),
        Route.store(MetricsTopology.REGIONS),
        LatencyRoutes::minuteOfRegions,
        (request, rows) -> minutes(rows));
  }

  /** The ten-second slices that end with that of now, so that all instances mean one minute. */
  private static Rows minuteOfRegions(Request request, Shard shard) {
    var history = new History(shard.keyValue(MetricsTopology.REGIONS));
    long now = System.currentTimeMillis();
    var sums = new TreeMap<String, Slice>();
    for (var name : history.names(Optional.empty())) {
      var slices =
          history.slices(Granularity.TEN_SECONDS, name, Stats.windowStart(now), now).values();
      var target = name.substring(0, name.lastIndexOf('@'));
      slices.forEach(each -> sums.computeIfAbsent(target, _ -> Slice.sum()).add(each));
    }
    var rows = new ArrayList<JsonObject>();
    sums.forEach((target, slice) -> rows.add(row("target", target, slice)));
    return new Rows(rows, newest(sums.values()));
  }

  private static JsonArray minutes(List<JsonObject> rows) {
    long start = Stats.windowStart(System.currentTimeMillis());
    var sums = new TreeMap<String, Slice>();
    rows.forEach(
        row -> sums.computeIfAbsent(row.getString("target"), _ -> Slice.sum()).add(slice(row)));
    var all = new JsonArray();
    sums.forEach(
        (target, slice) ->
            all.add(
                new JsonObject()
                    .put("target", target)
                    .put("minute", Json.of(start, Granularity.MINUTE.size(), slice))));
    return all;
  }

  private static Route deployments() {
    return Route.everywhere(
        "/latency/deployments",
        "The newest state of every deployment, or of those of a function.",
        List.of(VANTAGE, Parameter.optional("function", TEXT, "Name of a function.")),
        Schemas.array(Json.latestSchema()),
        Route.store(MetricsTopology.DEPLOYMENTS),
        (request, shard) ->
            latest(
                new History(shard.keyValue(MetricsTopology.DEPLOYMENTS)),
                Optional.empty(),
                name ->
                    fromVantage(request, name)
                        && request
                            .optional("function")
                            .map(function -> name.startsWith(function + "~"))
                            .orElse(true)),
        (request, rows) -> bySlot(rows));
  }

  private static Route top() {
    return Route.everywhere(
        "/latency/top",
        "The slowest, or worst in another way; what has no such value is left out.",
        List.of(
            VANTAGE,
            Parameter.withDefault(
                "of",
                new Kind.OneOf(List.of(MetricsTopology.REGIONS, MetricsTopology.DEPLOYMENTS)),
                MetricsTopology.REGIONS,
                "What is compared."),
            Parameter.withDefault(
                "by",
                new Kind.OneOf(
                    List.of(
                        "p50",
                        "p90",
                        "p95",
                        "p99",
                        "p999",
                        "ewma",
                        "peakEwma",
                        "mean",
                        "errors",
                        "throttles",
                        "timeouts",
                        "coldStarts",
                        "sloViolations",
                        "count")),
                "p99",
                "By what, in the newest minute; the greatest first."),
            Parameter.withDefault("n", new Kind.Whole(1, 1_000), "10", "How many.")),
        Schemas.array(Json.latestSchema()),
        request -> request.text("of"),
        (request, shard) ->
            best(
                request,
                latest(
                    new History(shard.keyValue(request.text("of"))),
                    Optional.empty(),
                    name -> fromVantage(request, name))),
        (request, rows) -> new JsonArray(best(request, new Rows(rows, 0)).rows()));
  }

  private static Rows best(Request request, Rows rows) {
    var by = request.text("by");
    var field =
        by.startsWith("p") && Character.isDigit(by.charAt(1))
                || by.equals("ewma")
                || by.equals("peakEwma")
                || by.equals("mean")
            ? by + "Ms"
            : by;
    return new Rows(
        rows.rows().stream()
            .filter(row -> row.getDouble(field) != null)
            .sorted(Comparator.comparingDouble((JsonObject row) -> row.getDouble(field)).reversed())
            .limit(request.whole("n"))
            .toList(),
        rows.newestMs());
  }

  private static Route slices() {
    return Route.keyed(
        "/latency/{target}",
        "Slices of time of a region or deployment, by vantage.",
        with(SPAN, TARGET, VANTAGE),
        Schemas.array(
            Schemas.object(
                Map.of(
                    "target", Schemas.text("Id of the region or deployment."),
                    "vantage", Schemas.text("Where the router stood."),
                    "slices", Schemas.array(Json.sliceSchema())))),
        LatencyRoutes::storeOfTarget,
        request -> request.text("target"),
        LatencyRoutes::slicesOfTarget,
        LatencyRoutes::sorted);
  }

  private static Rows slicesOfTarget(Request request, Shard shard) {
    var span = Span.of(request);
    var history = new History(shard.keyValue(storeOfTarget(request)));
    var rows = new ArrayList<JsonObject>();
    long newest = 0;
    for (var name : history.names(Optional.of(request.text("target")))) {
      if (fromVantage(request, name)) {
        var slices = new JsonArray();
        for (var entry : span.read(history, name).entrySet()) {
          newest = Math.max(newest, entry.getValue().newest());
          slices.add(Json.of(entry.getKey(), span.step().size(), entry.getValue()));
        }
        rows.add(named(name).put("slices", slices));
      }
    }
    return new Rows(rows, newest);
  }

  private static Route function() {
    return Route.everywhere(
        "/latency/functions/{function}",
        "Slices of time of a function: the sum of all its deployments and vantages.",
        with(SPAN, Parameter.required("function", TEXT, "Name of the function.")),
        Schemas.array(Json.sliceSchema()),
        Route.store(MetricsTopology.DEPLOYMENTS),
        LatencyRoutes::slicesOfFunction,
        (request, rows) -> {
          if (rows.isEmpty()) {
            throw QueryException.notFound(
                "no outcome of function '%s' in this time".formatted(request.text("function")));
          }
          return sums(Span.of(request).step(), rows);
        });
  }

  /** A sketch can't be read back from JSON, so slices travel as they are stored. */
  private static Rows slicesOfFunction(Request request, Shard shard) {
    var span = Span.of(request);
    var history = new History(shard.keyValue(MetricsTopology.DEPLOYMENTS));
    var sums = new TreeMap<Long, Slice>();
    for (var name : history.names(Optional.empty())) {
      if (name.startsWith(request.text("function") + "~")) {
        span.read(history, name)
            .forEach((start, slice) -> sums.computeIfAbsent(start, any -> Slice.sum()).add(slice));
      }
    }
    var rows = new ArrayList<JsonObject>();
    sums.forEach((start, slice) -> rows.add(row("start", start, slice)));
    return new Rows(rows, newest(sums.values()));
  }

  private static JsonObject row(String key, Object value, Slice slice) {
    return new JsonObject()
        .put(key, value)
        .put(SLICE, Base64.getEncoder().encodeToString(slice.encode()));
  }

  private static Slice slice(JsonObject row) {
    return Slice.decode(Base64.getDecoder().decode(row.getString(SLICE)));
  }

  private static long newest(Collection<Slice> slices) {
    return slices.stream().mapToLong(Slice::newest).max().orElse(0);
  }

  private static JsonArray sums(Granularity step, List<JsonObject> rows) {
    var sums = new TreeMap<Long, Slice>();
    for (var row : rows) {
      sums.computeIfAbsent(row.getLong("start"), any -> Slice.sum()).add(slice(row));
    }
    var all = new JsonArray();
    sums.forEach((start, slice) -> all.add(Json.of(start, step.size(), slice)));
    return all;
  }

  private static Route profile() {
    var hour =
        Schemas.object(
            Map.of(
                "hour", Schemas.whole("Hour of the day, UTC."),
                "meanMs", Schemas.nullable("number", "Mean warm in-flight time, in ms."),
                "warmCount", Schemas.whole("Attempts that it is measured by.")));
    return Route.keyed(
        "/latency/{target}/profile",
        "Mean latency by hour of the day over the last 28 days, as far as hours are complete.",
        List.of(TARGET, VANTAGE),
        Schemas.array(
            Schemas.object(
                Map.of(
                    "target", Schemas.text("Id of the region or deployment."),
                    "vantage", Schemas.text("Where the router stood."),
                    "hours", Schemas.array(hour)))),
        LatencyRoutes::storeOfTarget,
        request -> request.text("target"),
        (request, shard) -> {
          var history = new History(shard.keyValue(storeOfTarget(request)));
          var rows =
              history.names(Optional.of(request.text("target"))).stream()
                  .filter(name -> fromVantage(request, name))
                  .map(name -> named(name).put("hours", Json.of(history.profile(name))))
                  .toList();
          return new Rows(rows, 0);
        },
        LatencyRoutes::sorted);
  }

  private static Rows latest(History history, Optional<String> target, Predicate<String> wanted) {
    var rows = new ArrayList<JsonObject>();
    long newest = 0;
    for (var name : history.names(target)) {
      if (wanted.test(name)) {
        var found = history.latest(name);
        if (found.isPresent()) {
          newest = Math.max(newest, found.get().getUpdatedAt().toEpochMilli());
          rows.add(Json.of(found.get()));
        }
      }
    }
    return new Rows(rows, newest);
  }

  private static boolean fromVantage(Request request, String name) {
    return request.optional("vantage").map(vantage -> name.endsWith("@" + vantage)).orElse(true);
  }

  /** A deployment's id has a '~', a region's has none. */
  private static String storeOfTarget(Request request) {
    return request.text("target").contains("~")
        ? MetricsTopology.DEPLOYMENTS
        : MetricsTopology.REGIONS;
  }

  private static JsonObject named(String name) {
    int at = name.lastIndexOf('@');
    return new JsonObject()
        .put("target", name.substring(0, at))
        .put("vantage", name.substring(at + 1));
  }

  private static Object sorted(Request request, List<JsonObject> rows) {
    if (rows.isEmpty()) {
      throw QueryException.notFound(
          "no outcome of '%s'%s; /latency/regions and /latency/deployments list what there is"
              .formatted(
                  request.text("target"),
                  request.optional("vantage").map(each -> " from '" + each + "'").orElse("")));
    }
    return bySlot(rows);
  }

  private static JsonArray bySlot(List<JsonObject> rows) {
    return new JsonArray(
        rows.stream()
            .sorted(
                Comparator.comparing((JsonObject row) -> row.getString("target"))
                    .thenComparing(row -> row.getString("vantage")))
            .toList());
  }

  private static List<Parameter> with(List<Parameter> some, Parameter... more) {
    var all = new ArrayList<>(List.of(more));
    all.addAll(some);
    return all;
  }

  /** The time that a request is for. */
  private record Span(Granularity step, long first, long last) {
    static Span of(Request request) {
      var step = Granularity.named(request.text("step"));
      long to = request.time("to").map(Instant::toEpochMilli).orElseGet(System::currentTimeMillis);
      long from = request.time("from").map(Instant::toEpochMilli).orElse(to - 60 * step.size());
      if (from >= to) {
        throw QueryException.bad("from must be before to");
      }
      if ((to - from) / step.size() > MOST_SLICES) {
        throw QueryException.bad(
            "from %s to %s are more than %d slices of %s; take a longer step or a shorter time"
                .formatted(
                    Instant.ofEpochMilli(from),
                    Instant.ofEpochMilli(to),
                    MOST_SLICES,
                    step.text()));
      }
      return new Span(step, step.start(from), to - 1);
    }

    Map<Long, Slice> read(History history, String name) {
      return history.slices(step, name, first, last);
    }
  }
}
