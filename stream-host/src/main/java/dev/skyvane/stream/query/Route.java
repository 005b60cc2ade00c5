package dev.skyvane.stream.query;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query: how it is called and described, and who answers it.
 *
 * @param path as in {@code /latency/{target}}; a path without a parameter is preferred to one with
 * @param summary what it answers, a sentence
 * @param parameters of path and query
 * @param data JSON Schema of {@code data} in the answer
 */
public record Route(
    String path, String summary, List<Parameter> parameters, JsonObject data, Source source) {

  /** Reads one partition. May block. */
  @FunctionalInterface
  public interface Reader {
    /** The rows of this partition that the request is for. */
    Rows read(Request request, Shard shard);
  }

  /** Makes the answer of all rows: sorts, cuts, or throws where there are none. */
  @FunctionalInterface
  public interface Finish {
    /**
     * What stands as {@code data}: a JsonObject or a JsonArray.
     *
     * @throws QueryException as {@link QueryException#notFound}
     */
    Object data(Request request, List<JsonObject> rows);
  }

  /** Whose key a request is for. */
  @FunctionalInterface
  public interface Key {
    /**
     * A string by whose UTF-8 bytes Kafka's default partitioner spreads; empty: it is not known,
     * and all partitions are asked.
     */
    Optional<String> of(Request request, Globals globals);
  }

  /** Where rows come from. */
  public sealed interface Source {
    /**
     * A store, and who reads it.
     *
     * @param store of the request, by name; its partitions may be on any instance
     * @param asked which instances are asked, in sentences for its description
     */
    record Stored(
        Function<Request, String> store, Key key, String asked, Reader reader, Finish finish)
        implements Source {}

    /** This instance, whichever it is. */
    record Here(Function<Request, Object> data) implements Source {}
  }

  public Route {
    parameters = List.copyOf(parameters);
    for (var name : names(path)) {
      if (parameters.stream().noneMatch(each -> each.name().equals(name) && each.required())) {
        throw new IllegalArgumentException(path + " needs a required parameter " + name);
      }
    }
  }

  /** A query for one key, answered by its owner. */
  public static Route keyed(
      String path,
      String summary,
      List<Parameter> parameters,
      JsonObject data,
      Function<Request, String> store,
      Function<Request, String> key,
      Reader reader,
      Finish finish) {
    return new Route(
        path,
        summary,
        parameters,
        data,
        new Source.Stored(
            store,
            (request, globals) -> Optional.of(key.apply(request)),
            "Only the instance that has the key is asked, in one hop at most; another one only"
                + " where that one does not answer.",
            reader,
            finish));
  }

  /** A query over all keys, answered by all instances together. */
  public static Route everywhere(
      String path,
      String summary,
      List<Parameter> parameters,
      JsonObject data,
      Function<Request, String> store,
      Reader reader,
      Finish finish) {
    return new Route(
        path,
        summary,
        parameters,
        data,
        new Source.Stored(
            store,
            (request, globals) -> Optional.empty(),
            "Every instance is asked for what it has, in one hop at most.",
            reader,
            finish));
  }

  /** For routes whose store is always the same. */
  public static Function<Request, String> store(String name) {
    return request -> name;
  }

  /** A query about this instance. */
  public static Route here(
      String path, String summary, JsonObject data, Function<Request, Object> answer) {
    return new Route(path, summary, List.of(), data, new Source.Here(answer));
  }

  Parameter parameter(String name) {
    return parameters.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(path + " has no parameter " + name));
  }

  /** Names in the path's braces, in order. */
  static List<String> names(String path) {
    var names = new ArrayList<String>();
    for (var segment : path.split("/", -1)) {
      if (segment.startsWith("{")) {
        names.add(segment.substring(1, segment.length() - 1));
      }
    }
    return names;
  }
}
