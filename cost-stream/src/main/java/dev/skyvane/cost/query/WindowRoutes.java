package dev.skyvane.cost.query;

import static dev.skyvane.stream.query.Parameter.optional;
import static dev.skyvane.stream.query.Parameter.required;
import static dev.skyvane.stream.query.Parameter.withDefault;

import dev.skyvane.cost.book.Dimension;
import dev.skyvane.cost.book.Head;
import dev.skyvane.cost.book.Step;
import dev.skyvane.cost.book.Sums;
import dev.skyvane.cost.book.WindowView;
import dev.skyvane.cost.charge.BillingMonths;
import dev.skyvane.cost.ledger.CostTopology;
import dev.skyvane.stream.query.Globals;
import dev.skyvane.stream.query.Parameter;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;

/** Routes over windows, once for cost and once for carbon. */
final class WindowRoutes {
  private static final long DEFAULT_RANGE_MS = 3_600_000;

  /** In place of an account. */
  private static final String EVERY = "*";

  private static final Parameter BY =
      withDefault(
          "by",
          new Parameter.Kind.OneOf(Arrays.stream(Dimension.values()).map(Dimension::word).toList()),
          Dimension.REGION.word(),
          "What windows are of.");
  private static final Parameter ACCOUNT =
      optional(
          "account",
          new Parameter.Kind.Text(),
          "Account in whose books to look, as in aws/team-a; default: the one that pays there now;"
              + " '"
              + EVERY
              + "': all, where another one paid before.");

  private final String root;
  private final String what;
  private final Function<Sums, JsonObject> view;
  private final Comparator<Sums> largest;
  private final Payers payers;

  private WindowRoutes(
      String root,
      String what,
      Function<Sums, JsonObject> view,
      Comparator<Sums> largest,
      Payers payers) {
    this.root = root;
    this.payers = payers;
    this.what = what;
    this.view = view;
    this.largest = largest;
  }

  /** Routes for money. */
  static List<Route> costs(Payers payers) {
    return new WindowRoutes(
            "/costs",
            "cost",
            SumsJson::cost,
            Comparator.comparing(Sums::spendUsd).reversed(),
            payers)
        .routes();
  }

  /** Routes for carbon. */
  static List<Route> carbon(Payers payers) {
    return new WindowRoutes(
            "/carbon",
            "carbon",
            SumsJson::carbon,
            Comparator.comparingDouble((Sums sums) -> sums.grams().sum()).reversed(),
            payers)
        .routes();
  }

  private List<Route> routes() {
    return List.of(
        Route.everywhere(
            root,
            "The newest " + what + " of all regions, or of whatever else is asked for.",
            List.of(BY),
            Schemas.array(newest()),
            _ -> CostTopology.BOOKS,
            (request, shard) -> newest(request, shard),
            (_, rows) -> newest(rows)),
        Route.everywhere(
            root + "/top",
            "Where the " + what + " of the newest window is largest; cost by what was spent.",
            List.of(
                BY,
                withDefault("n", new Parameter.Kind.Whole(1, 1_000), "10", "How many, at most."),
                withDefault("step", step(), Step.HOUR.word(), "Length of the window.")),
            Schemas.array(window()),
            _ -> CostTopology.BOOKS,
            WindowRoutes::latest,
            this::top),
        new Route(
            root + "/{id}",
            "Windows of one region, or of whatever else is asked for.",
            List.of(
                required("id", new Parameter.Kind.Text(), "Its id or name."),
                BY,
                ACCOUNT,
                withDefault("step", step(), Step.MINUTE.word(), "Length of the windows."),
                optional(
                    "from", new Parameter.Kind.Time(), "Begin of the first; default: 1 h ago."),
                optional("to", new Parameter.Kind.Time(), "End, not included; default: now.")),
            Schemas.array(window()),
            new Route.Source.Stored(
                _ -> CostTopology.BOOKS,
                this::account,
                "Of a region, a deployment or an account only the instance that has the books of"
                    + " the account is asked, in one hop at most; another one only where that one"
                    + " does not answer. Of a function or a tenant, which several accounts may pay"
                    + " for, and of what no spec names any more, every instance is asked.",
                WindowRoutes::range,
                this::range)));
  }

  /** In whose books the request's windows are. */
  private Optional<String> account(Request request, Globals globals) {
    var given = request.optional(ACCOUNT.name());
    return given.isPresent()
        ? given.filter(account -> !account.equals(EVERY))
        : payers.of(by(request), request.text("id"), globals);
  }

  private static Parameter.Kind step() {
    return new Parameter.Kind.OneOf(Arrays.stream(Step.values()).map(Step::word).toList());
  }

  private JsonObject newest() {
    return Schemas.object(
        Map.of(
            "id", Schemas.text("Region, or whatever was asked for."),
            "account", Schemas.nullable("string", "Account that paid last."),
            "updatedAt", Schemas.text("Append time of the newest outcome, ISO 8601."),
            "gramsPerKwh", Schemas.nullable("number", "Grid intensity of the newest run."),
            "kind", Schemas.text("How that intensity is known."),
            "readingAgeMs", Schemas.nullable("integer", "Age of that reading, in ms."),
            "source", Schemas.text("Who says so; empty: unknown."),
            "minute", fields("The minute of the newest outcome."),
            "month", fields("The billing month so far.")));
  }

  private JsonObject window() {
    return Schemas.object(
        Map.of(
            "id", Schemas.text("Region, or whatever was asked for."),
            "from", Schemas.text("Begin of the window, ISO 8601; of a month its first day."),
            "sums", fields("What was counted in it.")));
  }

  private JsonObject fields(String doc) {
    var properties = new TreeMap<String, JsonObject>();
    view.apply(Sums.NOTHING)
        .forEach(
            entry ->
                properties.put(
                    entry.getKey(),
                    entry.getValue() instanceof String
                        ? Schemas.text("Exact decimal.")
                        : entry.getValue() == null
                            ? Schemas.nullable("integer", "In ms.")
                            : Schemas.number("")));
    return Schemas.object(properties).put("description", doc);
  }

  private static Dimension by(Request request) {
    return Dimension.of(request.text("by"));
  }

  private static WindowView windows(Shard shard) {
    return new WindowView(shard.<Bytes, byte[]>keyValue(CostTopology.BOOKS));
  }

  private static Rows newest(Request request, Shard shard) {
    var windows = windows(shard);
    var dimension = by(request);
    var rows = new ArrayList<JsonObject>();
    long newest = 0;
    for (String id : windows.ids(dimension)) {
      Head head = windows.head(dimension, id).orElse(null);
      if (head != null) {
        newest = Math.max(newest, head.updatedAt());
        rows.add(row(windows, dimension, id, head));
      }
    }
    return new Rows(rows, newest);
  }

  private static JsonObject row(WindowView windows, Dimension dimension, String id, Head head) {
    int slash = head.account().indexOf('/');
    var provider = slash < 0 ? head.account() : head.account().substring(0, slash);
    var month = BillingMonths.at(provider, System.currentTimeMillis());
    var grid = head.intensity();
    return new JsonObject()
        .put("id", id)
        .put("account", head.account())
        .put("updatedAt", head.updatedAt())
        .put("gramsPerKwh", Double.isNaN(grid.gramsPerKwh()) ? null : grid.gramsPerKwh())
        .put("kind", grid.kind().name())
        .put("readingAgeMs", grid.ageMs() < 0 ? null : grid.ageMs())
        .put("source", grid.source())
        .put("minute", SumsJson.of(windows.at(dimension, id, Step.MINUTE, head.updatedAt())))
        .put("minuteFrom", head.updatedAt() - Math.floorMod(head.updatedAt(), 60_000L))
        .put("month", SumsJson.of(windows.month(dimension, id, month)));
  }

  /** Parts of one id are added up; its minute is that of the part that is newest. */
  private JsonArray newest(List<JsonObject> rows) {
    var byId = new TreeMap<String, JsonObject>();
    for (JsonObject row : rows) {
      byId.merge(row.getString("id"), row, WindowRoutes::together);
    }
    var all = new JsonArray();
    for (JsonObject row : byId.values()) {
      all.add(
          row.copy()
              .put("updatedAt", Instant.ofEpochMilli(row.getLong("updatedAt")).toString())
              .put("minuteFrom", Instant.ofEpochMilli(row.getLong("minuteFrom")).toString())
              .put("minute", view.apply(SumsJson.read(row.getJsonObject("minute"))))
              .put("month", view.apply(SumsJson.read(row.getJsonObject("month")))));
    }
    return all;
  }

  private static JsonObject together(JsonObject one, JsonObject other) {
    boolean first = one.getLong("updatedAt") >= other.getLong("updatedAt");
    JsonObject newer = first ? one : other;
    JsonObject older = first ? other : one;
    var sum = newer.copy().put("month", add(one, other, "month"));
    if (newer.getLong("minuteFrom").equals(older.getLong("minuteFrom"))) {
      sum.put("minute", add(one, other, "minute"));
    }
    return newer.getString("account").equals(older.getString("account"))
        ? sum
        : sum.putNull("account");
  }

  private static JsonObject add(JsonObject one, JsonObject other, String field) {
    return SumsJson.of(
        SumsJson.read(one.getJsonObject(field)).plus(SumsJson.read(other.getJsonObject(field))));
  }

  /** The newest window of each id that ends after now, so that all are of one time. */
  private static Rows latest(Request request, Shard shard) {
    var windows = windows(shard);
    var dimension = by(request);
    var step = Step.of(request.text("step"));
    var rows = new ArrayList<JsonObject>();
    long newest = 0;
    for (String id : windows.ids(dimension)) {
      Head head = windows.head(dimension, id).orElse(null);
      if (head == null) {
        continue;
      }
      newest = Math.max(newest, head.updatedAt());
      long to = head.updatedAt() + 1;
      long from = step == Step.MONTH ? to - 32L * 24 * DEFAULT_RANGE_MS : to - step.lengthMs();
      windows
          .range(dimension, id, step, from, to)
          .forEach((start, sums) -> rows.add(row(id, start, sums)));
    }
    return new Rows(rows, newest);
  }

  private static Rows range(Request request, Shard shard) {
    var windows = windows(shard);
    var dimension = by(request);
    String id = request.text("id");
    Head head = windows.head(dimension, id).orElse(null);
    if (head == null) {
      return Rows.NONE;
    }
    long to = request.time("to").map(Instant::toEpochMilli).orElseGet(System::currentTimeMillis);
    long from = request.time("from").map(Instant::toEpochMilli).orElse(to - DEFAULT_RANGE_MS);
    var rows = new ArrayList<JsonObject>();
    // So that the answer tells an id without windows in this time from one that is not known.
    rows.add(new JsonObject().put("id", id).put("known", true));
    windows
        .range(dimension, id, Step.of(request.text("step")), from, to)
        .forEach((start, sums) -> rows.add(row(id, start, sums)));
    return new Rows(rows, head.updatedAt());
  }

  private static JsonObject row(String id, long start, Sums sums) {
    return new JsonObject().put("id", id).put("from", start).put("sums", SumsJson.of(sums));
  }

  private Object top(Request request, List<JsonObject> rows) {
    var newest = new TreeMap<String, TreeMap<Long, Sums>>();
    for (JsonObject row : rows) {
      newest
          .computeIfAbsent(row.getString("id"), _ -> new TreeMap<>())
          .merge(row.getLong("from"), SumsJson.read(row.getJsonObject("sums")), Sums::plus);
    }
    var top = new JsonArray();
    newest.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().lastEntry()))
        .sorted(Comparator.comparing(entry -> entry.getValue().getValue(), largest))
        .limit(request.whole("n"))
        .forEach(
            entry ->
                top.add(
                    shown(entry.getKey(), entry.getValue().getKey(), entry.getValue().getValue())));
    return top;
  }

  private Object range(Request request, List<JsonObject> rows) {
    if (rows.isEmpty()) {
      throw QueryException.notFound(
          "nothing is known of %s '%s'; %s?by=%s lists what there is, and account=%s looks into the books of all accounts"
              .formatted(request.text("by"), request.text("id"), root, request.text("by"), EVERY));
    }
    var windows = new TreeMap<Long, Sums>();
    for (JsonObject row : rows) {
      if (row.containsKey("from")) {
        windows.merge(row.getLong("from"), SumsJson.read(row.getJsonObject("sums")), Sums::plus);
      }
    }
    var all = new JsonArray();
    windows.forEach((start, sums) -> all.add(shown(request.text("id"), start, sums)));
    return all;
  }

  private JsonObject shown(String id, long start, Sums sums) {
    return new JsonObject()
        .put("id", id)
        .put("from", Instant.ofEpochMilli(start).toString())
        .put("sums", view.apply(sums));
  }
}
